#include "flow/flow_table.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <unordered_map>
#include <vector>

namespace flowsnoop {
namespace {

FlowKey key_number(std::uint32_t number) {
  FlowKey key;
  key.tunnel = number;
  return key;
}

// A pool with flows of chosen keys and hashes, and the table over it.
struct TableWithFlows {
  FlowPool pool;
  FlowTable table{pool};

  FlowIndex insert(std::uint32_t key, std::uint32_t hash) {
    const FlowIndex flow = pool.acquire();
    pool[flow].key = key_number(key);
    pool[flow].hash = hash;
    table.insert(flow);
    return flow;
  }
  void erase(FlowIndex flow) {
    table.erase(flow);
    pool.release(flow);
  }
};

TEST(FlowTable, FindsNothingWhenEmpty) {
  TableWithFlows flows;
  EXPECT_EQ(flows.table.find(key_number(1), 1), kNoFlow);
  EXPECT_EQ(flows.table.size(), 0u);
}

TEST(FlowTable, ComparesTheWholeKeyWhereHashesAreEqual) {
  TableWithFlows flows;
  const FlowIndex first = flows.insert(1, 77);
  const FlowIndex second = flows.insert(2, 77);
  EXPECT_EQ(flows.table.find(key_number(1), 77), first);
  EXPECT_EQ(flows.table.find(key_number(2), 77), second);
  EXPECT_EQ(flows.table.find(key_number(3), 77), kNoFlow);
}

TEST(FlowTable, FindsFlowsWhoseHashesShareABucketOnly) {
  TableWithFlows flows;
  const FlowIndex first = flows.insert(1, 0x00000005);
  const FlowIndex second = flows.insert(2, 0x10000005);
  EXPECT_EQ(flows.table.find(key_number(1), 0x00000005), first);
  EXPECT_EQ(flows.table.find(key_number(2), 0x10000005), second);
}

TEST(FlowTable, VisitsEveryFlowOnce) {
  TableWithFlows flows;
  std::multiset<FlowIndex> expected;
  for (std::uint32_t i = 0; i < 3000; ++i) expected.insert(flows.insert(i, i * 2654435761u));
  std::multiset<FlowIndex> visited;
  flows.table.for_each([&](FlowIndex flow) { visited.insert(flow); });
  EXPECT_EQ(visited, expected);
}

// What a std::unordered_map holds after the same insertions and erasures, with hashes drawn from
// `hashes` so that long runs of used slots come about.
void expect_like_a_map(const std::vector<std::uint32_t>& hashes, std::size_t most_flows) {
  constexpr int kSteps = 20000;
  TableWithFlows flows;
  std::unordered_map<std::uint32_t, FlowIndex> model;
  std::mt19937 random(1);
  const auto hash_of = [&](std::uint32_t key) { return hashes[key % hashes.size()]; };
  for (int step = 0; step < kSteps; ++step) {
    const auto key = static_cast<std::uint32_t>(random() % (2 * most_flows));
    const auto found = model.find(key);
    ASSERT_EQ(flows.table.find(key_number(key), hash_of(key)),
              found == model.end() ? kNoFlow : found->second)
        << "key " << key << " in step " << step;
    if (found == model.end()) {
      model.emplace(key, flows.insert(key, hash_of(key)));
    } else {
      flows.erase(found->second);
      model.erase(found);
    }
    ASSERT_EQ(flows.table.size(), model.size());
  }
  for (const auto& [key, flow] : model) {
    ASSERT_EQ(flows.table.find(key_number(key), hash_of(key)), flow);
  }
}

TEST(FlowTable, AgreesWithAMapWhereManyHashesCollide) {
  expect_like_a_map({7, 7, 8, 9, 9, 9, 12}, 100);
}

TEST(FlowTable, AgreesWithAMapWhereRunsWrapAroundTheEndOfTheTable) {
  expect_like_a_map({4092, 4094, 4094, 4095, 0, 1, 0xffffffff}, 100);
}

TEST(FlowTable, AgreesWithAMapWhileItGrows) {
  std::vector<std::uint32_t> hashes(1000);
  std::mt19937 random(2);
  for (std::uint32_t& hash : hashes) hash = static_cast<std::uint32_t>(random());
  expect_like_a_map(hashes, 4000);
}

TEST(FlowTable, GuessesTheFlowByItsHashAlone) {
  TableWithFlows flows;
  const FlowIndex first = flows.insert(1, 5);
  const FlowIndex pushed_on = flows.insert(2, 5 + 4096);  // another hash, the same slot
  for (std::uint32_t hash = 0; hash < 8; ++hash) {
    flows.table.prefetch_slot(hash);
    EXPECT_EQ(flows.table.guess(hash), hash == 5 ? first : kNoFlow);
  }
  EXPECT_EQ(flows.table.guess(5 + 4096), pushed_on);
  EXPECT_EQ(flows.table.guess(5 + 8192), kNoFlow);
}

}  // namespace
}  // namespace flowsnoop
