#include "flow/eviction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace flowsnoop {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kTick_ns = std::int64_t{1} << 30;
constexpr std::int64_t kStart_ns = 1'700'000'000'000'000'000 / kTick_ns * kTick_ns;

// Flows that are overdue at their end_ns.
class EvictionTest : public testing::Test {
 protected:
  EvictionTest() {
    std::vector<FlowIndex> due;
    wheel_.advance(kStart_ns, due);
  }

  FlowIndex add(std::uint64_t id, std::int64_t due_ns) {
    const FlowIndex at = pool_.acquire();
    pool_[at].flow_id = id;
    pool_[at].end_ns = due_ns;
    wheel_.schedule(at, due_ns);
    return at;
  }
  std::vector<std::uint64_t> take(std::size_t wanted) {
    std::vector<FlowIndex> taken;
    take_first_due(
        pool_, wheel_, wanted, [](const Flow& flow) { return flow.end_ns; }, taken);
    std::vector<std::uint64_t> ids;
    for (const FlowIndex at : taken) ids.push_back(pool_[at].flow_id);
    return ids;
  }

  FlowPool pool_;
  TimerWheel wheel_{pool_};
};

TEST_F(EvictionTest, TakesThoseThatAreOverdueFirstInOrderOfTheirIds) {
  add(1, kStart_ns + 9 * kTick_ns);
  add(4, kStart_ns + 2 * kTick_ns + 2);
  add(3, kStart_ns + 2 * kTick_ns + 1);
  add(2, kStart_ns + 2 * kTick_ns + 3);
  EXPECT_THAT(take(2), ElementsAre(3, 4)) << "of one slot, too";
}

// Though they come up first, and are as many as are looked at.
TEST_F(EvictionTest, PassesOverThoseThatHaveLivedOn) {
  const FlowIndex lived_on = add(1, kStart_ns + kTick_ns);
  const FlowIndex lived_longer = add(2, kStart_ns + kTick_ns);
  add(3, kStart_ns + 3 * kTick_ns);
  add(4, kStart_ns + 9 * kTick_ns);
  pool_[lived_on].end_ns = kStart_ns + 5 * kTick_ns;
  pool_[lived_longer].end_ns = kStart_ns + 7 * kTick_ns;
  EXPECT_THAT(take(1), ElementsAre(3));
  EXPECT_THAT(take(1), ElementsAre(1)) << "where it belongs by now";
  EXPECT_THAT(take(2), ElementsAre(2, 4));
}

TEST_F(EvictionTest, LeavesTheOthersInTheWheel) {
  for (std::uint64_t id = 1; id <= 6; ++id) add(id, kStart_ns + kTick_ns);
  EXPECT_THAT(take(2), ElementsAre(1, 2));
  EXPECT_THAT(take(3), ElementsAre(3, 4, 5));
  std::vector<FlowIndex> due;
  wheel_.advance(kStart_ns + 2 * kTick_ns, due);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(pool_[due[0]].flow_id, 6u);
}

TEST_F(EvictionTest, TakesAllWhereThereAreFewer) {
  EXPECT_THAT(take(1), IsEmpty());
  add(1, kStart_ns + kTick_ns);
  add(2, kStart_ns + 9 * kTick_ns);
  EXPECT_THAT(take(3), ElementsAre(1, 2));
  EXPECT_THAT(take(3), IsEmpty());
}

}  // namespace
}  // namespace flowsnoop
