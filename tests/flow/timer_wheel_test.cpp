#include "flow/timer_wheel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace flowsnoop {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::int64_t kTick_ns = std::int64_t{1} << 30;
constexpr std::int64_t kReach_ns = TimerWheel::kSlots * kTick_ns;
constexpr std::int64_t kStart_ns = 1'700'000'000'000'000'000 / kTick_ns * kTick_ns;

// A wheel that stands at kStart_ns.
class TimerWheelTest : public testing::Test {
 protected:
  TimerWheelTest() { advance(kStart_ns); }

  FlowIndex schedule(std::int64_t due_ns) {
    const FlowIndex flow = pool_.acquire();
    wheel_.schedule(flow, due_ns);
    return flow;
  }
  std::vector<FlowIndex> advance(std::int64_t now_ns) {
    std::vector<FlowIndex> due;
    wheel_.advance(now_ns, due);
    return due;
  }

  FlowPool pool_;
  TimerWheel wheel_{pool_};
};

TEST_F(TimerWheelTest, BringsAFlowUpOnceWhenItsTimeHasPassed) {
  const FlowIndex flow = schedule(kStart_ns + 5 * kTick_ns + 1);
  EXPECT_THAT(advance(kStart_ns + 5 * kTick_ns + 2), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + 6 * kTick_ns), ElementsAre(flow));
  EXPECT_THAT(advance(kStart_ns + 7 * kTick_ns), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + 2 * kReach_ns), IsEmpty());
}

TEST_F(TimerWheelTest, BringsUpAllFlowsOfASlot) {
  const FlowIndex first = schedule(kStart_ns + 5);
  const FlowIndex second = schedule(kStart_ns + 6);
  const FlowIndex third = schedule(kStart_ns + 7);
  EXPECT_THAT(advance(kStart_ns + kTick_ns), UnorderedElementsAre(first, second, third));
}

TEST_F(TimerWheelTest, AppendsToWhatIsDueAlready) {
  const FlowIndex flow = schedule(kStart_ns);
  std::vector<FlowIndex> due{12345};
  wheel_.advance(kStart_ns + kTick_ns, due);
  EXPECT_THAT(due, ElementsAre(12345, flow));
}

TEST_F(TimerWheelTest, BringsAFlowThatIsOverdueUpAtTheNextTick) {
  const FlowIndex flow = schedule(kStart_ns - 100 * kTick_ns);
  EXPECT_THAT(advance(kStart_ns + kTick_ns - 1), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + kTick_ns), ElementsAre(flow));
}

TEST_F(TimerWheelTest, BringsAFlowBeyondItsReachUpEarly) {
  const FlowIndex flow = schedule(kStart_ns + 3 * kReach_ns);
  EXPECT_THAT(advance(kStart_ns + kReach_ns - 2 * kTick_ns), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + kReach_ns - kTick_ns), ElementsAre(flow));
}

TEST_F(TimerWheelTest, KeepsWhatIsDueAtTheEndOfItsReach) {
  const FlowIndex flow = schedule(kStart_ns + kReach_ns - 2 * kTick_ns);
  EXPECT_THAT(advance(kStart_ns + kTick_ns), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + kReach_ns - 2 * kTick_ns), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + kReach_ns - kTick_ns), ElementsAre(flow));
}

TEST_F(TimerWheelTest, BringsEverySlotUpWhenTheClockJumpsBeyondItsReach) {
  std::vector<FlowIndex> flows;
  for (std::int64_t slot = 0; slot + 1 < std::int64_t{TimerWheel::kSlots}; ++slot) {
    flows.push_back(schedule(kStart_ns + slot * kTick_ns));
  }
  std::vector<FlowIndex> due = advance(kStart_ns + 1000 * kReach_ns + kReach_ns / 3);
  std::sort(due.begin(), due.end());
  EXPECT_EQ(due, flows);
}

TEST_F(TimerWheelTest, WorksOnAfterAJump) {
  const std::int64_t later_ns = kStart_ns + 1000 * kReach_ns + kReach_ns / 3;
  advance(later_ns);
  const FlowIndex flow = schedule(later_ns + 3 * kTick_ns);
  EXPECT_THAT(advance(later_ns + 2 * kTick_ns), IsEmpty());
  EXPECT_THAT(advance(later_ns + 5 * kTick_ns), ElementsAre(flow));
}

TEST_F(TimerWheelTest, TakesEveryTimeThereIs) {
  advance(INT64_MAX);
  const FlowIndex flow = schedule(INT64_MIN);
  EXPECT_FALSE(wheel_.is_behind(INT64_MAX));
  EXPECT_THAT(advance(INT64_MAX), IsEmpty());
  wheel_.cancel(flow);
}

TEST_F(TimerWheelTest, DoesNothingWhenTimeStepsBack) {
  const FlowIndex flow = schedule(kStart_ns + 2 * kTick_ns);
  EXPECT_FALSE(wheel_.is_behind(kStart_ns - kReach_ns));
  EXPECT_THAT(advance(kStart_ns - kReach_ns), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + 2 * kTick_ns), IsEmpty());
  EXPECT_THAT(advance(kStart_ns + 3 * kTick_ns), ElementsAre(flow));
}

TEST_F(TimerWheelTest, IsBehindFromTheNextTickOn) {
  EXPECT_FALSE(wheel_.is_behind(kStart_ns + kTick_ns - 1));
  EXPECT_TRUE(wheel_.is_behind(kStart_ns + kTick_ns));
}

TEST_F(TimerWheelTest, ForgetsACancelledFlowAnywhereInItsSlot) {
  for (std::size_t cancelled = 0; cancelled < 3; ++cancelled) {
    const std::int64_t now_ns = kStart_ns + static_cast<std::int64_t>(cancelled) * 2 * kTick_ns;
    std::vector<FlowIndex> flows(3);
    for (FlowIndex& flow : flows) flow = schedule(now_ns + kTick_ns);
    wheel_.cancel(flows[cancelled]);
    flows.erase(flows.begin() + static_cast<std::ptrdiff_t>(cancelled));
    EXPECT_THAT(advance(now_ns + 2 * kTick_ns), testing::UnorderedElementsAreArray(flows));
  }
}

TEST_F(TimerWheelTest, SchedulesACancelledFlowAgain) {
  const FlowIndex flow = schedule(kStart_ns + 9 * kTick_ns);
  wheel_.cancel(flow);
  wheel_.schedule(flow, kStart_ns + 2 * kTick_ns);
  EXPECT_THAT(advance(kStart_ns + 3 * kTick_ns), ElementsAre(flow));
  EXPECT_THAT(advance(kStart_ns + 20 * kTick_ns), IsEmpty());
}

TEST(TimerWheel, StartsWhereTheFirstTimeIs) {
  for (const std::int64_t first_ns : {-kStart_ns, std::int64_t{0}, kStart_ns}) {
    FlowPool pool;
    TimerWheel wheel(pool);
    std::vector<FlowIndex> due;
    EXPECT_TRUE(wheel.is_behind(first_ns));
    wheel.advance(first_ns, due);
    EXPECT_THAT(due, IsEmpty());
    const FlowIndex flow = pool.acquire();
    wheel.schedule(flow, first_ns + 2 * kTick_ns);
    wheel.advance(first_ns + 2 * kTick_ns, due);
    EXPECT_THAT(due, IsEmpty());
    wheel.advance(first_ns + 3 * kTick_ns, due);
    EXPECT_THAT(due, ElementsAre(flow));
  }
}

// The tick in which a flow that is scheduled at `now` should come up.
std::int64_t expected_tick(std::int64_t now_tick, std::int64_t due_ns) {
  return std::clamp(due_ns / kTick_ns + 1, now_tick + 1,
                    now_tick + std::int64_t{TimerWheel::kSlots} - 1);
}

TEST_F(TimerWheelTest, AgreesWithASortedMapOverRandomTimesAndCancellations) {
  std::mt19937_64 random(3);
  std::multimap<std::int64_t, FlowIndex> model;  // by tick
  std::int64_t now_ns = kStart_ns;
  for (int step = 0; step < 20000; ++step) {
    const std::int64_t due_ns =
        now_ns - kTick_ns + static_cast<std::int64_t>(random() % (2 * kReach_ns));
    model.emplace(expected_tick(now_ns / kTick_ns, due_ns), schedule(due_ns));
    if (step % 3 == 0) {
      const auto victim =
          std::next(model.begin(), static_cast<std::ptrdiff_t>(random() % model.size()));
      wheel_.cancel(victim->second);
      model.erase(victim);
    }
    if (step % 5 != 0) continue;
    now_ns += static_cast<std::int64_t>(random() % (step % 50 == 0 ? kReach_ns : 20 * kTick_ns));
    std::vector<FlowIndex> expected;
    const auto end = model.upper_bound(now_ns / kTick_ns);
    for (auto it = model.begin(); it != end; ++it) expected.push_back(it->second);
    model.erase(model.begin(), end);
    std::vector<FlowIndex> due = advance(now_ns);
    std::sort(due.begin(), due.end());
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(due, expected) << "step " << step;
  }
}

TEST_F(TimerWheelTest, GivesTheNextFlowsBeforeTheirTime) {
  const FlowIndex later = schedule(kStart_ns + 700 * kTick_ns);
  const FlowIndex sooner = schedule(kStart_ns + 5 * kTick_ns);
  std::vector<FlowIndex> due;
  EXPECT_EQ(wheel_.take_next(9, due), wheel_.slot_of(kStart_ns + 5 * kTick_ns));
  EXPECT_THAT(due, ElementsAre(sooner));
  EXPECT_EQ(wheel_.take_next(9, due), wheel_.slot_of(kStart_ns + 700 * kTick_ns));
  EXPECT_THAT(due, ElementsAre(sooner, later));
  EXPECT_FALSE(wheel_.take_next(9, due));
  EXPECT_THAT(advance(kStart_ns + kReach_ns), IsEmpty());
}

TEST_F(TimerWheelTest, GivesAFewOfTheNextFlowsInTheOrderInWhichTheyCame) {
  const FlowIndex first = schedule(kStart_ns + 5);
  const FlowIndex second = schedule(kStart_ns + 6);
  const FlowIndex third = schedule(kStart_ns + 4);
  const FlowIndex fourth = schedule(kStart_ns + 7);
  std::vector<FlowIndex> due;
  wheel_.take_next(1, due);
  EXPECT_THAT(due, ElementsAre(first));
  wheel_.cancel(fourth);
  wheel_.schedule(first, kStart_ns + 8);
  wheel_.cancel(second);
  wheel_.schedule(second, kStart_ns + 9);
  due.clear();
  wheel_.take_next(2, due);
  EXPECT_THAT(due, ElementsAre(third, first));
  EXPECT_THAT(advance(kStart_ns + kTick_ns), ElementsAre(second));
}

}  // namespace
}  // namespace flowsnoop
