#include "flow/flow_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace flowsnoop {
namespace {

constexpr std::size_t kManyFlows = 600'000;  // several chunks

TEST(FlowPool, GivesEachFlowAPlaceOfItsOwnThatDoesNotMove) {
  FlowPool pool;
  std::vector<FlowIndex> flows;
  std::vector<const Flow*> addresses;
  for (std::size_t i = 0; i < kManyFlows; ++i) {
    flows.push_back(pool.acquire());
    pool[flows.back()].flow_id = i + 1;
    addresses.push_back(&pool[flows.back()]);
  }
  for (std::size_t i = 0; i < kManyFlows; ++i) {
    EXPECT_EQ(pool[flows[i]].flow_id, i + 1);
    EXPECT_EQ(&pool[flows[i]], addresses[i]);
  }
  EXPECT_EQ(std::set<FlowIndex>(flows.begin(), flows.end()).size(), kManyFlows);
}

// All but the first two parts, each once; what is asked for may be written to.
TEST(FlowPool, AsksAheadForTheMemoryOfFlows) {
  FlowPool pool;
  std::set<const char*> wanted;  // pages
  pool.ask_ahead([&](std::span<char> memory) {
    constexpr std::size_t kPage = 4096;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.data()) % kPage, 0u);
    for (std::size_t at = 0; at < memory.size(); at += kPage) {
      EXPECT_EQ(memory[at], 0);
      EXPECT_TRUE(wanted.insert(&memory[at]).second);
    }
  });
  std::size_t unasked = 0;
  const auto is_wanted = [&](const void* at) {
    constexpr std::uintptr_t kPage = 4096;
    return wanted.contains(
        reinterpret_cast<const char*>(reinterpret_cast<std::uintptr_t>(at) / kPage * kPage));
  };
  for (FlowIndex i = 0; i < kManyFlows; ++i) {
    const FlowIndex flow = pool.acquire();
    ASSERT_EQ(flow, i);
    const char* const end = reinterpret_cast<const char*>(&pool[flow] + 1);
    if (!is_wanted(&pool[flow]) || !is_wanted(end - 1)) ++unasked;
    pool[flow].flow_id = i + 1;
  }
  EXPECT_EQ(unasked, 2 * FlowPool::kPart);
  for (FlowIndex i = 0; i < kManyFlows; ++i) {
    ASSERT_EQ(pool[i].flow_id, i + 1);
  }
}

// Two parts have to fit: the one that is used, and the next.
TEST(FlowPool, AsksForNoMemoryThatIsNotAllowed) {
  constexpr std::size_t kPartBytes = FlowPool::kPart * (sizeof(Flow) + sizeof(FlowLinks));
  for (const std::size_t left : {2 * kPartBytes - 1, 2 * kPartBytes}) {
    MemoryBudget budget(left);
    FlowPool pool(&budget);
    int asked = 0;
    pool.ask_ahead([&](std::span<char> /*memory*/) { ++asked; });
    for (std::size_t i = 0; i <= FlowPool::kPart; ++i) pool.acquire();
    EXPECT_EQ(asked > 0, left == 2 * kPartBytes);
  }
}

TEST(FlowPool, RecyclesReleasedFlowsInsteadOfGrowing) {
  FlowPool pool;
  std::set<FlowIndex> flows;
  for (std::size_t i = 0; i < kManyFlows; ++i) flows.insert(pool.acquire());
  for (const FlowIndex flow : flows) pool.release(flow);
  std::set<FlowIndex> again;
  for (std::size_t i = 0; i < kManyFlows; ++i) again.insert(pool.acquire());
  EXPECT_EQ(again, flows);
}

TEST(FlowPool, GivesARecycledFlowItsDefaultValues) {
  FlowPool pool;
  const FlowIndex flow = pool.acquire();
  pool[flow].flow_id = 7;
  pool[flow].state = FlowState::kReset;
  pool[flow].sent[1].bytes = 9;
  pool[flow].syn_frame[1] = 3;
  pool[flow].close_told = true;
  pool.release(flow);
  ASSERT_EQ(pool.acquire(), flow);
  EXPECT_EQ(pool[flow].flow_id, 0u);
  EXPECT_EQ(pool[flow].state, FlowState::kOneWay);
  EXPECT_EQ(pool[flow].sent[1].bytes, 0u);
  EXPECT_EQ(pool[flow].syn_frame[1], 0u);
  EXPECT_FALSE(pool[flow].close_told);
}

TEST(FlowPool, GivesAllBackAtOnce) {
  MemoryBudget budget(std::size_t{1} << 30);
  FlowPool pool(&budget);
  for (FlowIndex i = 0; i <= FlowPool::kStep; ++i) pool[pool.acquire()].flow_id = i + 1;
  pool.rare(pool[7]).side[0].resets = 5;
  pool.release(9);
  EXPECT_EQ(pool.clear(), 2u);
  EXPECT_EQ(pool.alive(), 0u);
  EXPECT_EQ(budget.used(), 0u);
  EXPECT_FALSE(pool.has_free());
  for (FlowIndex i = 0; i <= FlowPool::kStep; ++i) {
    ASSERT_EQ(pool.acquire(), i);
    ASSERT_EQ(pool[i].flow_id, 0u);
    ASSERT_EQ(pool[i].rare, nullptr);
    ASSERT_EQ(pool.rare(pool[i]).side[0].resets, 0u);
  }
}

TEST(FlowPool, GivesARecycledFlowNothingOfTheTcpBefore) {
  FlowPool pool;
  const FlowIndex flow = pool.acquire();
  pool[flow].tcp.longest_idle = 5;
  pool.rare(pool[flow]).side[1].retransmissions = 4;
  pool.release(flow);
  ASSERT_EQ(pool.acquire(), flow);
  EXPECT_EQ(pool[flow].tcp.longest_idle, 0u);
  EXPECT_EQ(pool[flow].rare, nullptr);
  EXPECT_EQ(pool.rare(pool[flow]).side[1].retransmissions, 0u);
}

TEST(FlowPool, GivesAFlowOneTcpRareAndEachItsOwn) {
  FlowPool pool;
  Flow one;
  Flow other;
  TcpRare& rare = pool.rare(one);
  EXPECT_EQ(one.rare, &rare);
  EXPECT_EQ(&pool.rare(one), &rare);
  EXPECT_NE(&pool.rare(other), &rare);
  pool.release_rare(one);
  EXPECT_EQ(one.rare, nullptr);
  pool.release_rare(one);  // has none: nothing happens
}

TEST(FlowPool, HasAnEndOfTcpRares) {
  FlowPool pool;
  std::vector<Flow> flows(FlowPool::kMaxRare);
  for (Flow& flow : flows) pool.rare(flow);
  Flow late;
  pool.rare(late).side[0].resets = 3;
  EXPECT_EQ(late.rare, nullptr);
  EXPECT_EQ(pool.rare(late).side[0].resets, 0u);  // nobody's
  pool.release_rare(flows[7]);
  pool.rare(late);
  EXPECT_NE(late.rare, nullptr);
}

TEST(FlowPool, CountsTheFlowsThatAreAlive) {
  FlowPool pool;
  EXPECT_EQ(pool.alive(), 0u);
  const FlowIndex first = pool.acquire();
  pool.acquire();
  EXPECT_EQ(pool.alive(), 2u);
  pool.release(first);
  EXPECT_EQ(pool.alive(), 1u);
  pool.acquire();
  EXPECT_EQ(pool.alive(), 2u);
}

TEST(FlowPool, TakesTheMemoryOfTcpRaresFromTheBudgetAndCountsFlowsWithout) {
  MemoryBudget budget(64 * 1024);
  FlowPool pool(&budget);
  std::vector<Flow> flows(1000);
  std::size_t with = 0;
  for (Flow& flow : flows) {
    pool.rare(flow);
    pool.rare(flow).side[0].gaps = 1;
    with += flow.rare != nullptr;
    ASSERT_LE(with * sizeof(TcpRare), budget.used());
  }
  EXPECT_GT(with, 0u);
  EXPECT_LE(budget.used(), 64u * 1024);
  EXPECT_EQ(pool.refused_rare(), flows.size() - with) << "each of them once";
  pool.release_rare(flows[0]);
  pool.rare(flows.back()).side[1].resets = 3;
  EXPECT_NE(flows.back().rare, nullptr) << "what was given back is there for others";
}

TEST(FlowPool, VisitsWhatIsAlive) {
  FlowPool pool;
  const FlowIndex first = pool.acquire();
  const FlowIndex second = pool.acquire();
  const FlowIndex third = pool.acquire();
  pool.release(second);
  std::vector<FlowIndex> seen;
  pool.for_each([&](FlowIndex at, const Flow& flow) {
    EXPECT_EQ(&flow, &pool[at]);
    seen.push_back(at);
  });
  EXPECT_EQ(seen, (std::vector<FlowIndex>{first, third}));
  EXPECT_EQ(pool.alive(), 2u);
}

}  // namespace
}  // namespace flowsnoop
