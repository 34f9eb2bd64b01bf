// What a FlowTracker does when the memory that it may use is used up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "flow/flow_recorder.h"
#include "flow/flow_script.h"
#include "flow/flow_tracker.h"

namespace flowsnoop {
namespace {

using test::FlowRecorder;
using test::FlowScript;
using test::Socket;

constexpr HashKey kHashKey{1, 2};
// Two steps of flows and the slots that they need.
constexpr std::size_t kMemory = 2 * FlowPool::kStepBytes + 64 * 1024;
constexpr std::size_t kMostFlows = 2 * FlowPool::kStep;

Socket client(std::size_t number) {
  return {"192.0.2.1", static_cast<std::uint16_t>(1024 + number)};
}
constexpr Socket kServer{"198.51.100.7", 53};

// UDP flows, each a second after the one before.
FlowScript udp_flows(std::size_t count) {
  FlowScript script;
  for (std::size_t i = 0; i < count; ++i) {
    script.at(static_cast<std::int64_t>(i) * kSecond_ns / 100).udp(client(i), kServer);
  }
  return script;
}

std::vector<std::uint64_t> evicted_ids(const FlowRecorder& recorder) {
  std::vector<std::uint64_t> ids;
  for (const auto& end : recorder.ends) {
    if (end.reason == EndReason::kEvicted) ids.push_back(end.flow.flow_id);
  }
  return ids;
}

TEST(FlowTrackerMemory, IsNotExceeded) {
  FlowRecorder recorder;
  MemoryBudget budget(kMemory);
  FlowTracker tracker({}, kHashKey, recorder, &budget);
  const std::size_t count = 4 * kMostFlows;
  const FlowScript script = udp_flows(count);
  for (const FlowPacket& packet : script.packets()) {
    tracker.add({&packet, 1});
    ASSERT_LE(tracker.flows_alive(), kMostFlows);
    ASSERT_LE(budget.used(), kMemory);
  }
  EXPECT_GT(tracker.evicted(), 0u);
  tracker.finish();
  EXPECT_EQ(recorder.ends.size(), count) << "none is lost";
  EXPECT_EQ(evicted_ids(recorder).size(), tracker.evicted());
}

TEST(FlowTrackerMemory, EndsTheFlowsThatWereSilentLongestInOrder) {
  FlowRecorder recorder;
  MemoryBudget budget(kMemory);
  FlowTracker tracker({}, kHashKey, recorder, &budget);
  tracker.add(udp_flows(kMostFlows + 1).packets());
  const std::vector<std::uint64_t> ids = evicted_ids(recorder);
  ASSERT_GT(ids.size(), 0u);
  for (std::size_t i = 0; i < ids.size(); ++i) ASSERT_EQ(ids[i], i + 1);
}

TEST(FlowTrackerMemory, LeavesFlowsThatArePrecious) {
  // The first flow goes on, and the second is a connection that may be silent for hours.
  FlowScript script;
  script.udp(client(0), kServer);
  script.tcp(client(1), kServer, {.flags = kTcpAck});
  for (std::size_t i = 2; i < 3 * kMostFlows; ++i) {
    script.at(static_cast<std::int64_t>(i) * kSecond_ns / 100).udp(client(i), kServer);
    if (i % 100 == 0) script.udp(client(0), kServer);
  }
  FlowRecorder recorder;
  MemoryBudget budget(kMemory);
  FlowTracker tracker({}, kHashKey, recorder, &budget);
  tracker.add(script.packets());
  const std::vector<std::uint64_t> ids = evicted_ids(recorder);
  EXPECT_GT(ids.size(), kMostFlows);
  EXPECT_THAT(ids, testing::Not(testing::Contains(1)));
  EXPECT_THAT(ids, testing::Not(testing::Contains(2)));
}

// All flows are due within the same second, so that only the order of their last packets tells them
// apart.
TEST(FlowTrackerMemory, LeavesFlowsThatGoOnInAFloodOfOneSecond) {
  constexpr std::size_t kLasting = 20;
  FlowScript script;
  for (std::size_t i = 0; i < 6 * kMostFlows; ++i) {
    script.at(static_cast<std::int64_t>(i) * 1000);
    script.udp(client(kLasting + i), kServer);
    if (i % 10 == 0) script.udp(client(i / 10 % kLasting), kServer);
  }
  FlowRecorder recorder;
  MemoryBudget budget(kMemory);
  FlowTracker tracker({}, kHashKey, recorder, &budget);
  tracker.add(script.packets());
  tracker.finish();
  EXPECT_GT(tracker.evicted(), 4 * kMostFlows);
  std::size_t lasting = 0;
  for (const auto& end : recorder.ends) {
    if (end.flow.sent[0].packets + end.flow.sent[1].packets > 1) {
      ++lasting;
      EXPECT_EQ(end.reason, EndReason::kCaptureEnd) << "flow " << end.flow.flow_id;
    }
  }
  EXPECT_EQ(lasting, kLasting);
}

TEST(FlowTrackerMemory, IsAskedOfTheListenerFirst) {
  class Giver : public FlowRecorder {
   public:
    explicit Giver(MemoryBudget& budget) : budget_(budget) {}
    bool give_back_memory() override {
      budget_.give_back(kMemory);
      return true;
    }

   private:
    MemoryBudget& budget_;
  };
  MemoryBudget budget(kMemory);
  Giver giver(budget);
  FlowTracker tracker({}, kHashKey, giver, &budget);
  tracker.add(udp_flows(kMostFlows + 1).packets());
  EXPECT_EQ(tracker.evicted(), 0u);
}

TEST(FlowTrackerMemory, IsTakenWhereThereIsNoFlowToEnd) {
  FlowRecorder recorder;
  MemoryBudget budget(0);
  FlowTracker tracker({}, kHashKey, recorder, &budget);
  tracker.add(udp_flows(10).packets());
  EXPECT_EQ(tracker.flows_alive(), 10u);
}

}  // namespace
}  // namespace flowsnoop
