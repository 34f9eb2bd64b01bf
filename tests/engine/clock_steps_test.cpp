#include "engine/clock_steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "flowsnoop/packet.h"

namespace flowsnoop {
namespace {

constexpr std::int64_t kStart = 1'700'000'000 * kSecond_ns;
constexpr std::int64_t kYear = 365 * 86400 * kSecond_ns;
constexpr std::int64_t kDay = 86400 * kSecond_ns;

class ClockStepsTest : public testing::Test {
 protected:
  // What is made of a packet so long after kStart, again so long after it.
  std::int64_t hear(std::int64_t after_ns, std::uint32_t interface_id = 0) {
    return clock_.steady_ns(kStart + after_ns, interface_id) - kStart;
  }
  void expect_counts(std::uint64_t ahead, std::uint64_t back, std::uint64_t odd) const {
    EXPECT_EQ(clock_.counts().set_ahead, ahead);
    EXPECT_EQ(clock_.counts().set_back, back);
    EXPECT_EQ(clock_.counts().odd_times, odd);
  }

  ClockSteps clock_;
};

TEST_F(ClockStepsTest, OrdinaryTimesStayAsTheyAre) {
  for (const std::int64_t after_ns :
       {std::int64_t{0}, kSecond_ns, -kSecond_ns, 2 * kDay, kDay, 300 * kDay}) {
    EXPECT_EQ(hear(after_ns), after_ns);
  }
  EXPECT_FALSE(clock_.has_steps());
  expect_counts(0, 0, 0);
}

// Packets that are heard together, or not where one of them might not stay as it is, leave the
// clock as one after the other would.
TEST_F(ClockStepsTest, HearsManyAtOnceAsOneByOne) {
  constexpr std::int64_t kNear = ClockSteps::kNear_ns;
  std::mt19937 random(1);
  std::size_t together = 0;
  std::size_t odd = 0;
  for (int i = 0; i < 2000; ++i) {
    // Of the second, one forth and one back are near to the clock's time, but not to each other.
    const std::int64_t reach =
        std::array{kSecond_ns, kNear * 3 / 4, kNear, 3 * kYear}[static_cast<std::size_t>(i % 4)];
    ClockSteps clock;
    ClockSteps one_by_one;
    for (int round = 0; round < 20; ++round) {
      std::vector<std::int64_t> times(1 + random() % 5);
      for (std::int64_t& time_ns : times) {
        time_ns = kStart + round * kSecond_ns + (random() % 3 == 0 ? reach : 0) -
                  (random() % 3 == 0 ? reach / 2 : 0);
      }
      const auto [earliest, latest] = std::ranges::minmax(times);
      const bool stay = clock.stay_as_they_are(earliest, latest, times.size(), 0);
      together += stay ? 1 : 0;
      for (const std::int64_t time_ns : times) {
        const std::int64_t steady_ns = one_by_one.steady_ns(time_ns, 0);
        ASSERT_EQ(stay ? time_ns : clock.steady_ns(time_ns, 0), steady_ns);
      }
    }
    const ClockCounts counts = one_by_one.counts();
    EXPECT_EQ(clock.counts().set_ahead, counts.set_ahead);
    EXPECT_EQ(clock.counts().set_back, counts.set_back);
    EXPECT_EQ(clock.counts().odd_times, counts.odd_times);
    odd += counts.odd_times;
  }
  EXPECT_GT(together, 10'000u);
  EXPECT_LT(together, 40'000u);
  EXPECT_GT(odd, 0u);
}

TEST_F(ClockStepsTest, AFirstPacketHasWhateverTimeItHas) {
  for (const std::int64_t time_ns : {kStart, -kMaxTimestamp_ns, kMaxTimestamp_ns}) {
    ClockSteps clock;
    EXPECT_EQ(clock.steady_ns(time_ns, 0), time_ns);
  }
}

TEST_F(ClockStepsTest, AFewFarTimesAreDamageAndTimeGoesOn) {
  for (const std::int64_t far_ns : {10 * kYear, -10 * kYear}) {
    ClockSteps clock;
    clock.steady_ns(kStart, 0);
    EXPECT_EQ(clock.steady_ns(kStart + far_ns, 0), kStart + 1);
    EXPECT_EQ(clock.shown_ns(kStart + 1), kStart + far_ns);
    EXPECT_EQ(clock.steady_ns(kStart + 7, 0), kStart + 2);
    EXPECT_EQ(clock.shown_ns(kStart + 2), kStart + 7);
    EXPECT_EQ(clock.counts().set_ahead + clock.counts().set_back, 0u);
    EXPECT_EQ(clock.counts().odd_times, 1u);
  }
}

// Two short captures in one file, say: nothing speaks against the times of the second.
TEST_F(ClockStepsTest, AFewFarTimesAtTheEndAreBelieved) {
  hear(0);
  hear(10 * kYear);
  EXPECT_EQ(clock_.shown_ns(kStart + 1), kStart + 10 * kYear);
  expect_counts(1, 0, 0);
}

TEST_F(ClockStepsTest, AClockThatIsSetBackAfterAWhileWasSetTwice) {
  hear(0);
  for (int i = 0; i < ClockSteps::kAgreeing; ++i) hear(10 * kYear + i);
  hear(7);
  expect_counts(1, 1, 0);
}

TEST_F(ClockStepsTest, AClockThatIsSetGoesOnAndIsShownAsItIs) {
  for (const std::int64_t set_ns : {10 * kYear, -10 * kYear}) {
    ClockSteps clock;
    EXPECT_EQ(clock.steady_ns(kStart, 0), kStart);
    const std::int64_t after = kStart + set_ns;
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(clock.steady_ns(after + i * kSecond_ns, 0), kStart + 1 + i * kSecond_ns);
    }
    EXPECT_EQ(clock.shown_ns(kStart), kStart);
    EXPECT_EQ(clock.shown_ns(kStart + 1 + kSecond_ns), after + kSecond_ns);
    EXPECT_EQ(clock.steady_ns_of_clock(after + 5), kStart + 6);
    EXPECT_EQ(clock.counts().set_ahead, set_ns > 0 ? 1u : 0u);
    EXPECT_EQ(clock.counts().set_back, set_ns < 0 ? 1u : 0u);
    EXPECT_EQ(clock.counts().odd_times, 0u);
  }
}

// A packet that is late, and a clock that is set back a little, are after the step all the same.
TEST_F(ClockStepsTest, WhatComesAfterAStepIsShownByTheClockThatWasSet) {
  ClockSteps clock;
  clock.steady_ns(5 * kSecond_ns, 0);
  for (int i = 0; i < ClockSteps::kAgreeing; ++i) clock.steady_ns(kStart, 0);
  for (const std::int64_t back_ns : {kSecond_ns / 1000, 20 * kSecond_ns}) {
    EXPECT_EQ(clock.shown_ns(clock.steady_ns(kStart - back_ns, 0)), kStart);
  }
  const std::int64_t hours = 2 * 3600 * kSecond_ns;
  EXPECT_EQ(clock.shown_ns(clock.steady_ns(kStart - hours, 0)), kStart - hours);
  EXPECT_EQ(clock.shown_ns(clock.steady_ns(kStart - hours + kSecond_ns, 0)),
            kStart - hours + kSecond_ns);
}

TEST_F(ClockStepsTest, AStepBackOfMoreThanAnHourIsCountedAndTakenAsItComes) {
  hear(0);
  for (int i = 0; i < ClockSteps::kAgreeing; ++i) EXPECT_EQ(hear(-2 * kDay), -2 * kDay);
  EXPECT_FALSE(clock_.has_steps());
  expect_counts(0, 1, 0);
}

TEST_F(ClockStepsTest, SilenceIsNoStep) {
  hear(0);
  for (int i = 0; i < ClockSteps::kAgreeing; ++i) EXPECT_EQ(hear(40 * kDay), 40 * kDay);
  expect_counts(0, 0, 0);
}

// Each packet is far from the last, so that none is ever agreed with.
TEST_F(ClockStepsTest, ACaptureOfAPacketADayMayLastForYears) {
  for (int day = 0; day < 3000; ++day) ASSERT_EQ(hear(day * kDay), day * kDay);
  expect_counts(0, 0, 0);
}

TEST_F(ClockStepsTest, EachInterfaceHasItsOwnClock) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(hear(i, 0), i);
    EXPECT_EQ(hear(20 * kYear + i, 1), 20 * kYear + i);
  }
  // With several, no step is taken, but it is counted.
  for (int i = 0; i < ClockSteps::kAgreeing; ++i) hear(10 * kYear, 0);
  EXPECT_EQ(hear(10 * kYear, 0), 10 * kYear);
  EXPECT_FALSE(clock_.has_steps());
  expect_counts(1, 0, 0);
}

TEST_F(ClockStepsTest, AnotherCaptureAfterAStepIsShownAsItIs) {
  for (const std::int64_t begin_ns : {11 * kYear, kYear, kSecond_ns, -kYear}) {
    ClockSteps clock;
    clock.steady_ns(kStart, 0);
    for (int i = 0; i < ClockSteps::kAgreeing; ++i) clock.steady_ns(kStart + 10 * kYear, 0);
    ASSERT_TRUE(clock.has_steps());
    const std::int64_t steady = clock.steady_ns(kStart + begin_ns, 1);
    EXPECT_EQ(clock.shown_ns(steady), kStart + begin_ns);
    EXPECT_GE(steady, kStart);
    const std::int64_t more = clock.steady_ns(kStart + begin_ns + kSecond_ns, 1);
    EXPECT_EQ(clock.shown_ns(more), kStart + begin_ns + kSecond_ns);
  }
}

TEST_F(ClockStepsTest, TimesNeverOverflow) {
  clock_.steady_ns(kMaxTimestamp_ns, 0);
  for (int round = 0; round < 70'000; ++round) {
    const std::int64_t time_ns = round % 2 == 0 ? -kMaxTimestamp_ns : kMaxTimestamp_ns;
    for (int i = 0; i < 2; ++i) {
      const std::int64_t steady = clock_.steady_ns(time_ns, 0);
      ASSERT_GE(steady, -kMaxTimestamp_ns);
      ASSERT_LE(steady, kMaxTimestamp_ns);
    }
  }
  EXPECT_GT(clock_.counts().odd_times, 0u);  // after kMaxSteps
}

}  // namespace
}  // namespace flowsnoop
