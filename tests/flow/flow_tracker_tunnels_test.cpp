// Conversations in tunnels, and checksums: what the tracker keeps of them.
#include <gtest/gtest.h>

#include "flow/flow_recorder.h"
#include "flow/flow_script.h"
#include "flow/flow_tracker.h"

namespace flowsnoop {
namespace {

using test::FlowRecorder;
using test::FlowScript;
using test::Socket;

constexpr Socket kClient{"192.0.2.1", 40000};  // the low side of the pair
constexpr Socket kServer{"198.51.100.7", 443};

FlowPacket in_tunnel(FlowPacket packet, TunnelKind kind, std::uint32_t id, bool has_id = true) {
  TunnelPath& path = packet.headers.tunnels;
  path.hops[path.count++] = {
      kind, has_id, 4, id, *parse_ip_address("10.0.0.1"), *parse_ip_address("10.0.0.2")};
  return packet;
}

// Ends and the tracker that keeps what they point to.
struct Tracked {
  FlowRecorder recorder;
  FlowTracker tracker{{}, {1, 2}, recorder};

  explicit Tracked(const FlowScript& script) {
    tracker.add(script.packets());
    tracker.finish();
  }
};

TEST(FlowTrackerTunnels, TellConversationsWithTheSameSocketsApart) {
  FlowScript script;
  script.udp(kClient, kServer)
      .add(in_tunnel(test::udp_packet(kClient, kServer), TunnelKind::kVxlan, 100))
      .add(in_tunnel(test::udp_packet(kClient, kServer), TunnelKind::kVxlan, 200))
      .add(in_tunnel(test::udp_packet(kServer, kClient), TunnelKind::kVxlan, 100));
  const Tracked tracked(script);
  ASSERT_EQ(tracked.recorder.ends.size(), 3u);
  EXPECT_EQ(tracked.recorder.ends[0].flow.tunnels, nullptr);
  const Flow& first = tracked.recorder.ends[1].flow;
  ASSERT_NE(first.tunnels, nullptr);
  EXPECT_EQ(first.tunnels->hops[0].id, 100u);
  EXPECT_EQ(first.sent[0].packets, 1u);
  EXPECT_EQ(first.sent[1].packets, 1u);
  EXPECT_EQ(tracked.recorder.ends[2].flow.tunnels->hops[0].id, 200u);
}

TEST(FlowTrackerTunnels, OfLabelsDoNotSplitAConversation) {
  FlowScript script;
  script.add(in_tunnel(test::udp_packet(kClient, kServer), TunnelKind::kMpls, 100, false))
      .udp(kServer, kClient);
  const Tracked tracked(script);
  ASSERT_EQ(tracked.recorder.ends.size(), 1u);
  ASSERT_NE(tracked.recorder.ends[0].flow.tunnels, nullptr);
  EXPECT_EQ(tracked.recorder.ends[0].flow.tunnels->hops[0].kind, TunnelKind::kMpls);
}

TEST(FlowTrackerTunnels, StayWithTheSocketPairThatIsUsedAgain) {
  constexpr std::uint8_t kSyn = kTcpSyn;
  FlowScript script;
  script.add(in_tunnel(test::tcp_packet(kClient, kServer, {kSyn, 1}), TunnelKind::kVxlan, 100))
      .add(in_tunnel(test::tcp_packet(kClient, kServer, {kSyn, 9000}), TunnelKind::kVxlan, 100));
  const Tracked tracked(script);
  ASSERT_EQ(tracked.recorder.ends.size(), 2u);
  EXPECT_EQ(tracked.recorder.ends[0].reason, EndReason::kPortReuse);
  EXPECT_NE(tracked.recorder.ends[0].flow.tunnels, nullptr);
  EXPECT_EQ(tracked.recorder.ends[1].flow.tunnels, tracked.recorder.ends[0].flow.tunnels);
}

TEST(FlowTracker, CountsPacketsWithABadChecksumBySide) {
  FlowPacket bad = test::udp_packet(kServer, kClient);
  bad.headers.verified_checksums = kIpChecksum | kTransportChecksum;
  bad.headers.bad_checksums = kIpChecksum | kTransportChecksum;
  FlowScript script;
  script.udp(kClient, kServer).add(bad).add(bad).udp(kServer, kClient);
  const Tracked tracked(script);
  ASSERT_EQ(tracked.recorder.ends.size(), 1u);
  EXPECT_EQ(tracked.recorder.ends[0].flow.bad_checksums[0], 0u);
  EXPECT_EQ(tracked.recorder.ends[0].flow.bad_checksums[1], 2u);
  EXPECT_EQ(tracked.recorder.ends[0].flow.sent[1].packets, 3u);
}

TEST(FlowTracker, CountsBadChecksumsAnewInAFurtherRecord) {
  FlowPacket bad = test::udp_packet(kClient, kServer);
  bad.headers.bad_checksums = kTransportChecksum;
  FlowScript script;
  script.add(bad).at(70 * kSecond_ns).udp(kClient, kServer);
  FlowRecorder recorder;
  FlowTracker tracker({.active_ns = 60 * kSecond_ns}, {1, 2}, recorder);
  tracker.add(script.packets());
  tracker.finish();
  ASSERT_EQ(recorder.ends.size(), 2u);
  EXPECT_EQ(recorder.ends[0].flow.bad_checksums[0], 1u);
  EXPECT_EQ(recorder.ends[1].flow.bad_checksums[0], 0u);
}

}  // namespace
}  // namespace flowsnoop
