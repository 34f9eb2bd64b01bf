#include "flow/flow_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace flowsnoop {
namespace {

// A step through all places modulo a prime, so that places and flow_ids have nothing in common.
constexpr std::uint64_t kFlows = 4999;
constexpr std::uint64_t kStep = 1237;

FlowIndex add(FlowPool& pool, std::uint64_t flow_id) {
  const FlowIndex at = pool.acquire();
  pool[at].flow_id = flow_id;
  return at;
}

std::vector<std::uint64_t> ids_of(const FlowPool& pool, const std::vector<FlowIndex>& flows) {
  std::vector<std::uint64_t> ids;
  for (const FlowIndex at : flows) ids.push_back(pool[at].flow_id);
  return ids;
}

TEST(FlowOrder, SortsTheFlowsGiven) {
  FlowPool pool;
  add(pool, 5);
  std::vector<FlowIndex> flows = {add(pool, 30), add(pool, 10), add(pool, 20)};
  sort_by_flow_id(pool, flows);
  EXPECT_EQ(ids_of(pool, flows), (std::vector<std::uint64_t>{10, 20, 30}));
}

// Each flow_id in one byte, in two, and in all that there are, with those of tunnels' ends.
TEST(FlowOrder, SortsListsOfEveryLength) {
  for (const std::size_t length : {2u, 63u, 64u, 65u, 300u, 4999u, 16384u, 16385u}) {
    for (const std::uint64_t spread :
         {std::uint64_t{200}, std::uint64_t{65'536}, std::uint64_t{1} << 40}) {
      FlowPool pool;
      std::mt19937_64 random(length);
      std::vector<FlowIndex> flows;
      for (std::size_t i = 0; i < length; ++i) {
        flows.push_back(add(pool, 77 + random() % spread + (i % 3) * kTunnelEndsIds));
      }
      std::vector<std::uint64_t> expected = ids_of(pool, flows);
      std::ranges::sort(expected);
      sort_by_flow_id(pool, flows);
      EXPECT_EQ(ids_of(pool, flows), expected) << length << " in " << spread;
    }
  }
}

TEST(FlowOrder, ListsAllThatAreAliveInOrder) {
  FlowPool pool;
  for (std::uint64_t i = 0; i < kFlows; ++i) add(pool, 1'000'000 + i * kStep % kFlows);
  std::vector<std::uint64_t> expected;
  for (std::uint64_t i = 0; i < kFlows; ++i) expected.push_back(1'000'000 + i);
  EXPECT_EQ(ids_of(pool, all_by_flow_id(pool)), expected);
}

// All but one in one range.
TEST(FlowOrder, ListsFlowsWhoseIdsAreFarFromEven) {
  FlowPool pool;
  add(pool, (std::uint64_t{1} << 48) - 1);
  for (std::uint64_t i = 0; i < kFlows; ++i) add(pool, 1 + i * kStep % kFlows);
  const std::vector<std::uint64_t> ids = ids_of(pool, all_by_flow_id(pool));
  ASSERT_EQ(ids.size(), kFlows + 1);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(ids.back(), (std::uint64_t{1} << 48) - 1);
}

TEST(FlowOrder, LeavesOutWhatWasGivenBack) {
  FlowPool pool;
  add(pool, 3);
  const FlowIndex gone = add(pool, 2);
  add(pool, 1);
  pool.release(gone);
  EXPECT_EQ(ids_of(pool, all_by_flow_id(pool)), (std::vector<std::uint64_t>{1, 3}));
  add(pool, 4);  // in its place
  EXPECT_EQ(ids_of(pool, all_by_flow_id(pool)), (std::vector<std::uint64_t>{1, 3, 4}));
}

TEST(FlowOrder, KnowsWhereThePoolIsInOrder) {
  FlowPool pool;
  EXPECT_TRUE(is_in_flow_id_order(pool));
  for (std::uint64_t id = 1; id <= kFlows; ++id) add(pool, id);
  EXPECT_TRUE(is_in_flow_id_order(pool));
  const FlowIndex last = add(pool, kFlows + 1);
  pool.release(last);
  EXPECT_TRUE(is_in_flow_id_order(pool)) << "nothing stands behind it";
  pool.release(0);
  EXPECT_FALSE(is_in_flow_id_order(pool)) << "the first place is empty";
  add(pool, kFlows + 2);
  EXPECT_FALSE(is_in_flow_id_order(pool)) << "the first place has the last flow";
}

TEST(FlowOrder, HasNothingToListOfAnEmptyPool) {
  EXPECT_TRUE(all_by_flow_id(FlowPool{}).empty());
}

}  // namespace
}  // namespace flowsnoop
