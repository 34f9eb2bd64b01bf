#include "flow/flow_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "flow/flow_recorder.h"
#include "flow/flow_script.h"

namespace flowsnoop {
namespace {

using test::FlowRecorder;
using test::FlowScript;
using test::kHeaderLength;
using test::Socket;
using testing::ElementsAre;

constexpr Socket kClient{"192.0.2.1", 40000};  // the low side of the pair
constexpr Socket kServer{"198.51.100.7", 443};
constexpr HashKey kHashKey{1, 2};
constexpr std::uint8_t kSynAck = kTcpSyn | kTcpAck;
constexpr std::uint8_t kFinAck = kTcpFin | kTcpAck;

// Timeouts that differ from each other, and none a whole number of ticks.
constexpr FlowTimeouts kTimeouts{.tcp_established_ns = 400 * kSecond_ns,
                                 .tcp_half_open_ns = 100 * kSecond_ns,
                                 .tcp_closed_ns = 15 * kSecond_ns,
                                 .udp_ns = 60 * kSecond_ns,
                                 .active_ns = 0};

FlowRecorder track(const FlowScript& script, const FlowTimeouts& timeouts = kTimeouts) {
  FlowRecorder recorder;
  FlowTracker tracker(timeouts, kHashKey, recorder);
  tracker.add(script.packets());
  tracker.finish();
  EXPECT_EQ(tracker.flows_alive(), 0u);
  return recorder;
}

// ---- counters, times and what a record begins with

TEST(FlowTracker, CountsWhatEachSideSent) {
  FlowScript script;
  script.udp(kClient, kServer, 10).udp(kServer, kClient, 200).udp(kServer, kClient, 0);
  const FlowRecorder recorder = track(script);
  ASSERT_EQ(recorder.ends.size(), 1u);
  const Flow& flow = recorder.ends[0].flow;
  EXPECT_EQ(flow.sent[0].packets, 1u);
  EXPECT_EQ(flow.sent[0].bytes, kHeaderLength + 10);
  EXPECT_EQ(flow.sent[0].payload_bytes, 10u);
  EXPECT_EQ(flow.sent[1].packets, 2u);
  EXPECT_EQ(flow.sent[1].bytes, 2 * kHeaderLength + 200);
  EXPECT_EQ(flow.sent[1].payload_bytes, 200u);
}

TEST(FlowTracker, KeepsTheEarliestAndTheLatestTimeWhenTimestampsGoBack) {
  FlowScript script;
  script.at(5 * kSecond_ns).udp(kClient, kServer);
  script.at(3 * kSecond_ns).udp(kServer, kClient);
  script.at(9 * kSecond_ns).udp(kClient, kServer);
  script.at(7 * kSecond_ns).udp(kClient, kServer);
  const FlowRecorder recorder = track(script);
  ASSERT_EQ(recorder.ends.size(), 1u);
  EXPECT_EQ(recorder.ends[0].flow.start_ns, 3 * kSecond_ns);
  EXPECT_EQ(recorder.ends[0].flow.end_ns, 9 * kSecond_ns);
}

TEST(FlowTracker, TakesIdSenderAndVlansFromTheFirstPacket) {
  FlowScript script;
  script.udp({"203.0.113.1", 1}, {"203.0.113.2", 2});
  FlowPacket tagged = test::udp_packet(kServer, kClient);
  tagged.headers.vlan_ids = {100, 7};
  tagged.headers.vlan_count = 2;
  script.add(tagged).udp(kClient, kServer);
  const FlowRecorder recorder = track(script);
  ASSERT_THAT(recorder.flow_ids(), ElementsAre(1, 2));
  const Flow& flow = recorder.ends[1].flow;
  EXPECT_EQ(flow.first_frame, 2u);
  EXPECT_EQ(flow.first_sender, Side::kHigh);
  EXPECT_EQ(flow.vlan_count, 2);
  EXPECT_THAT(flow.vlan_ids, ElementsAre(100, 7));
  EXPECT_EQ(flow.key.port[0], kClient.port);
}

TEST(FlowTracker, KeepsConversationsApart) {
  FlowScript script;
  script.udp(kClient, kServer).tcp(kClient, kServer).udp({"192.0.2.1", 40001}, kServer);
  script.udp(kServer, kClient);
  EXPECT_THAT(track(script).flow_ids(), ElementsAre(1, 2, 3));
}

TEST(FlowTracker, SaysWhetherBothSidesOfUdpHaveSent) {
  FlowScript script;
  script.udp(kClient, kServer).udp(kClient, kServer);
  EXPECT_EQ(track(script).ends[0].flow.state, FlowState::kOneWay);
  script.udp(kServer, kClient);
  EXPECT_EQ(track(script).ends[0].flow.state, FlowState::kTwoWay);
}

// ---- what the outside must not be able to see

constexpr FlowTimeouts with_active_timeout(std::int64_t active_ns) {
  FlowTimeouts timeouts = kTimeouts;
  timeouts.active_ns = active_ns;
  return timeouts;
}

// Traffic of few sockets that brings about every state and every end.
FlowScript random_traffic(unsigned seed) {
  constexpr std::uint8_t kFlags[] = {kTcpSyn, kSynAck, kTcpAck, kTcpAck, kFinAck, kTcpRst, 0};
  std::mt19937 random(seed);
  FlowScript script;
  std::int64_t now_ns = 1'700'000'000 * kSecond_ns;
  const Socket servers[] = {{"203.0.113.1", 53}, {"2001:db8::1", 443}, {"10.0.0.1", 80}};
  for (int i = 0; i < 5000; ++i) {
    const auto step = static_cast<std::int64_t>(random() % 500);
    now_ns += random() % 100 == 0 ? step * kSecond_ns : (step - 50) * 1'000'000;
    Socket from = servers[random() % 3];
    Socket to = from;
    to.port = static_cast<std::uint16_t>(40000 + random() % 10);
    if (random() % 2 == 0) std::swap(from, to);
    script.at(now_ns);
    if (random() % 4 == 0) {
      script.udp(from, to, static_cast<std::uint32_t>(random() % 1000));
    } else {
      script.tcp(from, to,
                 {.flags = kFlags[random() % std::size(kFlags)],
                  .sequence = static_cast<std::uint32_t>(random() % 4),
                  .payload_length = static_cast<std::uint32_t>(random() % 1000)});
    }
  }
  return script;
}

std::vector<std::string> log_of(const FlowScript& script, HashKey hash_key, std::size_t batch) {
  FlowRecorder recorder;
  FlowTracker tracker(with_active_timeout(200 * kSecond_ns), hash_key, recorder);
  std::span<const FlowPacket> packets = script.packets();
  while (!packets.empty()) {
    const std::size_t size = std::min(batch, packets.size());
    tracker.add(packets.first(size));
    packets = packets.subspan(size);
  }
  tracker.finish();
  return recorder.log;
}

TEST(FlowTracker, TellsTheSameWhateverTheBatchesAndTheHashKey) {
  const FlowScript script = random_traffic(1);
  const std::vector<std::string> expected = log_of(script, kHashKey, 1);
  for (const std::size_t batch : {std::size_t{2}, std::size_t{7}, FlowTracker::kBatch,
                                  FlowTracker::kBatch + 1, script.packets().size()}) {
    EXPECT_EQ(log_of(script, kHashKey, batch), expected) << batch << " packets at once";
  }
  for (const HashKey hash_key : {HashKey{0, 0}, HashKey{99, 1}, HashKey{~0ull, 12345}}) {
    EXPECT_EQ(log_of(script, hash_key, 64), expected);
  }
}

TEST(FlowTracker, CountsEveryPacketInExactlyOneRecord) {
  const FlowScript script = random_traffic(2);
  const FlowRecorder recorder = track(script, with_active_timeout(200 * kSecond_ns));
  FlowCounters counted;
  for (const FlowRecorder::End& end : recorder.ends) {
    for (const FlowCounters& sent : end.flow.sent) {
      counted.packets += sent.packets;
      counted.bytes += sent.bytes;
      counted.payload_bytes += sent.payload_bytes;
    }
  }
  FlowCounters given;
  for (const FlowPacket& packet : script.packets()) {
    ++given.packets;
    given.bytes += packet.original_length;
    given.payload_bytes += packet.headers.payload_length;
  }
  EXPECT_EQ(counted.packets, given.packets);
  EXPECT_EQ(counted.bytes, given.bytes);
  EXPECT_EQ(counted.payload_bytes, given.payload_bytes);

  const std::vector<std::uint64_t> ids = recorder.flow_ids();
  EXPECT_EQ(std::set<std::uint64_t>(ids.begin(), ids.end()).size(), ids.size());
  const std::vector<EndReason> reasons = recorder.reasons();
  EXPECT_EQ(std::set<EndReason>(reasons.begin(), reasons.end()).size(), kEndReasonCount - 1)
      << "all but kEvicted";
}

TEST(FlowTracker, EndsInOrderOfFlowIdWhatIsFoundSilentAtOnce) {
  FlowScript script;
  for (std::uint16_t i = 0; i < 50; ++i) {
    // Silent from different times on: the order is not that of their slots.
    script.at((50 - i) * kSecond_ns / 4).udp({"192.0.2.1", i}, kServer);
  }
  FlowRecorder by_clock;
  FlowTracker tracker(kTimeouts, kHashKey, by_clock);
  tracker.add(script.packets());
  tracker.advance_clock(1000 * kSecond_ns);
  std::vector<std::uint64_t> ids(50);
  std::iota(ids.begin(), ids.end(), 1);
  EXPECT_EQ(by_clock.flow_ids(), ids);
  EXPECT_EQ(track(script).flow_ids(), ids);
}

// A damaged timestamp overflowed the sums of times.
TEST(FlowTracker, TakesEveryTimestampThereIs) {
  FlowScript script;
  for (const std::int64_t time_ns : {INT64_MAX, INT64_MIN, std::int64_t{0}, INT64_MAX - 1}) {
    script.at(time_ns).udp(kClient, kServer).tcp(kClient, kServer);
  }
  const FlowRecorder recorder = track(script, with_active_timeout(10 * kSecond_ns));
  std::uint64_t packets = 0;
  for (const FlowRecorder::End& end : recorder.ends) packets += end.flow.sent[0].packets;
  EXPECT_EQ(packets, script.packets().size());
}

// ---- what the listener is shown besides

TEST(FlowTracker, OffersTheFirstPayloadsOfEachSide) {
  FlowScript script;
  const auto say = [&](Socket from, Socket to, std::uint32_t captured) {
    FlowPacket packet = test::udp_packet(from, to, captured);
    packet.headers.payload_captured = captured;
    script.add(packet);
  };
  say(kClient, kServer, 0);  // frame 1: nothing to see
  for (int i = 0; i < 6; ++i) {
    say(kClient, kServer, 1);  // even frames
    say(kServer, kClient, 1);  // odd frames
  }
  const FlowRecorder recorder = track(script);
  EXPECT_THAT(recorder.payload_frames[0], ElementsAre(2, 4, 6, 8));
  EXPECT_THAT(recorder.payload_frames[1], ElementsAre(3, 5, 7, 9));
}

TEST(FlowTracker, ShowsAllOpenFlowsBeforeTheFirstOfThemEnds) {
  FlowScript script;
  script.udp({"192.0.2.1", 1}, kServer);                       // silent before the end
  script.at(100 * kSecond_ns).udp({"192.0.2.1", 2}, kServer);  // frame 2
  script.udp({"192.0.2.1", 3}, kServer);                       // frame 3
  const FlowRecorder recorder = track(script);
  EXPECT_THAT(recorder.last_looks, ElementsAre(2, 3));
  EXPECT_EQ(recorder.ended_at_capture_end, 1u);
}

}  // namespace
}  // namespace flowsnoop
