#include "flow/other_flow.h"

#include <gtest/gtest.h>

#include "decode/other_transport.h"
#include "flow_recorder.h"
#include "flow_script.h"

namespace flowsnoop::test {
namespace {

constexpr HashKey kHashKey{1, 2};
constexpr std::uint8_t kEcho = 8;
constexpr std::uint8_t kEchoReply = 0;

FlowPacket packet_of(const char* from, const char* to, std::uint8_t protocol) {
  FlowPacket packet = packet_between({from, 0}, {to, 0});
  packet.headers.protocol = protocol;
  packet.original_length = kHeaderLength;
  return packet;
}

FlowPacket echo(const char* from, const char* to, std::uint8_t type, std::uint16_t identifier) {
  FlowPacket packet = packet_of(from, to, 1);
  packet.headers.icmp_type = type;
  packet.headers.icmp_exchange = kEcho + 1;
  packet.headers.source_port = packet.headers.destination_port = identifier;
  return packet;
}

FlowPacket sctp(Socket from, Socket to, std::uint8_t chunk) {
  FlowPacket packet = packet_between(from, to);
  packet.headers.protocol = kProtocolSctp;
  packet.headers.icmp_type = chunk;
  return packet;
}

std::vector<FlowRecorder::End> ends_of(const FlowScript& script) {
  FlowRecorder recorder;
  FlowTracker tracker({}, kHashKey, recorder);
  tracker.add(script.packets());
  tracker.finish();
  return recorder.ends;
}

TEST(OtherFlow, UdpCountsThePacketsThatCarryOthers) {
  FlowPacket carrier = packet_between({"192.0.2.1", 50000}, {"192.0.2.2", 4789});
  carrier.headers.protocol = kProtocolUdp;
  FlowPacket plain = carrier;
  carrier.carries = 2;
  carrier.frames = 3;
  FlowScript script;
  script.add(carrier).add(plain).add(carrier);
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].flow.carried.packets, 6u);
  EXPECT_EQ(ends[0].flow.flow_id, 1 + 2 * kTunnelEndsIds);
}

TEST(OtherFlow, ARequestAndItsReplyAreOneConversation) {
  FlowScript script;
  script.add(echo("192.0.2.1", "192.0.2.2", kEcho, 7))
      .add(echo("192.0.2.2", "192.0.2.1", kEchoReply, 7))
      .add(echo("192.0.2.1", "192.0.2.2", kEcho, 8));
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].flow.state, FlowState::kTwoWay);
  EXPECT_EQ(ends[1].flow.state, FlowState::kOneWay);
  const PayloadFindings& payload = ends[0].flow.payload;
  EXPECT_EQ(payload.strong_votes[0], 0) << "who was asked serves";
  EXPECT_EQ(payload.strong_votes[1], 2);
  EXPECT_EQ(payload.strong_frame, 1u);
  EXPECT_EQ(ends[0].flow.first_icmp.type[0], kEcho);
  EXPECT_EQ(ends[0].flow.first_icmp.type[1], kEchoReply);
}

TEST(OtherFlow, OnlyTheFirstMessageOfASideCounts) {
  FlowScript script;
  for (int i = 0; i < 300; ++i) script.add(echo("192.0.2.1", "192.0.2.2", kEcho, 7));
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].flow.payload.strong_votes[1], 1);
  EXPECT_EQ(ends[0].flow.sent[0].packets, 300u);
}

// Some systems always take the same identifier.
TEST(OtherFlow, TwoHostsThatPingEachOtherHaveTwoConversations) {
  FlowScript script;
  script.add(echo("192.0.2.1", "192.0.2.2", kEcho, 1))
      .add(echo("192.0.2.2", "192.0.2.1", kEcho, 1))
      .add(echo("192.0.2.1", "192.0.2.2", kEchoReply, 1));
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].flow.payload.strong_votes[0], 0);
  EXPECT_EQ(ends[0].flow.payload.strong_votes[1], 1);
  EXPECT_EQ(ends[0].flow.sent[1].packets, 0u);
  EXPECT_EQ(ends[1].flow.payload.strong_votes[0], 2) << "request and reply";
  EXPECT_EQ(ends[1].flow.payload.strong_votes[1], 0);
  EXPECT_EQ(ends[1].flow.sent[0].packets, 1u) << "the reply to the second request";
}

TEST(OtherFlow, AHostThatPingsItselfHasTwoSides) {
  FlowScript script;
  script.add(echo("127.0.0.1", "127.0.0.1", kEcho, 7))
      .add(echo("127.0.0.1", "127.0.0.1", kEchoReply, 7));
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].flow.state, FlowState::kTwoWay);
  EXPECT_EQ(ends[0].flow.payload.strong_votes[1], 2);
}

TEST(OtherFlow, OneWayMessagesOfOneTypeAreAConversationThatProvesNothing) {
  FlowScript script;
  for (const std::uint8_t type : std::vector<std::uint8_t>{143, 143, 130}) {
    FlowPacket packet = packet_of("2001:db8::1", "ff02::16", 58);
    packet.headers.icmp_type = type;
    packet.headers.icmp_exchange = static_cast<std::uint16_t>(type + 1);
    script.add(packet);
  }
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].flow.sent[0].packets, 2u);
  EXPECT_EQ(ends[0].flow.payload.strong_votes[0] + ends[0].flow.payload.strong_votes[1], 0);
}

TEST(OtherFlow, ProtocolsWithoutPortsAreToldApartByTheirNumber) {
  FlowScript script;
  script.add(packet_of("192.0.2.1", "192.0.2.2", 50))
      .add(packet_of("192.0.2.2", "192.0.2.1", 50))
      .add(packet_of("192.0.2.1", "192.0.2.2", 89));
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].flow.key.protocol, 50);
  EXPECT_EQ(ends[0].flow.state, FlowState::kTwoWay);
}

// RFC 9260 section 5.1.
TEST(OtherFlow, AnSctpAssociationBeginsWithItsInit) {
  const Socket client{"192.0.2.1", 40000};
  const Socket server{"192.0.2.2", 36412};
  FlowScript script;
  script.add(sctp(client, server, kSctpInit))
      .add(sctp(server, client, kSctpInitAck))
      .add(sctp(client, server, 10))
      .add(sctp(client, server, kSctpInit));
  const auto ends = ends_of(script);
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].flow.syn_frame[0], 1u);
  EXPECT_EQ(ends[0].flow.syn_frame[1], 0u);
  EXPECT_EQ(ends[0].flow.syn_ack_frame[1], 2u);
  EXPECT_EQ(ends[0].flow.syn_ack_frame[0], 0u);
}

TEST(OtherFlow, EndsAfterTheTimeoutOfItsKind) {
  FlowTimeouts timeouts;
  timeouts.icmp_ns = 60 * kSecond_ns;
  timeouts.other_ns = 100 * kSecond_ns;
  timeouts.udp_ns = 200 * kSecond_ns;
  FlowScript script;
  script.add(echo("192.0.2.1", "192.0.2.2", kEcho, 7))
      .add(packet_of("192.0.2.1", "192.0.2.2", 50))
      .udp({"192.0.2.1", 1}, {"192.0.2.2", 2});
  FlowRecorder recorder;
  FlowTracker tracker(timeouts, kHashKey, recorder);
  tracker.add(script.packets());
  const auto ended_at = [&](std::int64_t second) {
    tracker.advance_clock(second * kSecond_ns);
    return recorder.ends.size();
  };
  EXPECT_EQ(ended_at(59), 0u);
  EXPECT_EQ(ended_at(90), 1u);
  EXPECT_EQ(recorder.ends.back().flow.key.protocol, 1);
  EXPECT_EQ(ended_at(99), 1u);
  EXPECT_EQ(ended_at(130), 2u);
  EXPECT_EQ(recorder.ends.back().flow.key.protocol, 50);
  EXPECT_EQ(ended_at(199), 2u);
  EXPECT_EQ(ended_at(240), 3u);
}

TEST(OtherFlow, KeepsWhatErrorsSaidOfIt) {
  FlowScript script;
  script.add(echo("192.0.2.1", "192.0.2.2", kEcho, 7)).udp({"192.0.2.1", 1}, {"192.0.2.2", 2});
  FlowRecorder recorder;
  FlowTracker tracker({}, kHashKey, recorder);
  tracker.add(script.packets());
  tracker.note_icmp_error(script.packets()[0].headers, IcmpErrorKind::kTtlExceeded, 0);
  tracker.note_icmp_error(script.packets()[0].headers, IcmpErrorKind::kFragmentationNeeded, 1400);
  tracker.note_icmp_error(script.packets()[0].headers, IcmpErrorKind::kTtlExceeded, 0);
  // Nothing is known of that one.
  tracker.note_icmp_error(echo("192.0.2.1", "192.0.2.3", kEcho, 7).headers,
                          IcmpErrorKind::kTtlExceeded, 0);
  tracker.finish();
  ASSERT_EQ(recorder.ends.size(), 2u);
  const IcmpErrors& errors = recorder.ends[0].flow.icmp_errors;
  EXPECT_TRUE(errors.has(IcmpErrorKind::kTtlExceeded));
  EXPECT_TRUE(errors.has(IcmpErrorKind::kFragmentationNeeded));
  EXPECT_FALSE(errors.has(IcmpErrorKind::kNetUnreachable));
  EXPECT_EQ(errors.count, 3);
  EXPECT_EQ(errors.mtu, 1400u);
  EXPECT_EQ(recorder.ends[1].flow.icmp_errors.kinds, 0);
}

// Of two conversations, in the second of which both sides have spoken, with an error about each.
std::vector<FlowRecorder::End> ends_with_errors(IcmpErrorKind kind) {
  FlowScript script;
  script.udp({"192.0.2.1", 1}, {"192.0.2.2", 2})
      .udp({"192.0.2.1", 1}, {"192.0.2.2", 3})
      .udp({"192.0.2.2", 3}, {"192.0.2.1", 1});
  FlowRecorder recorder;
  FlowTracker tracker({}, kHashKey, recorder);
  tracker.add(script.packets());
  for (const FlowPacket& about : script.packets().first(2)) {
    tracker.note_icmp_error(about.headers, kind, 0);
  }
  tracker.finish();
  return recorder.ends;
}

TEST(OtherFlow, AnUnreachablePortTellsWhoWasAsked) {
  const auto ends = ends_with_errors(IcmpErrorKind::kPortUnreachable);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[0].flow.unreachable_votes[1], 1);
  EXPECT_EQ(ends[1].flow.unreachable_votes[1], 1);
}

// A traceroute: what does not get through has not been asked for by the side that never spoke.
TEST(OtherFlow, OtherErrorsTellWhoWasAskedWhereThatSideHasNeverSpoken) {
  for (const IcmpErrorKind kind : {IcmpErrorKind::kTtlExceeded, IcmpErrorKind::kHostUnreachable}) {
    const auto ends = ends_with_errors(kind);
    ASSERT_EQ(ends.size(), 2u);
    EXPECT_EQ(ends[0].flow.unreachable_votes[1], 1);
    EXPECT_EQ(ends[1].flow.unreachable_votes[1], 0);
  }
}

TEST(IcmpErrors, CountUpToABound) {
  IcmpErrors errors;
  for (int i = 0; i < 70'000; ++i) errors.add(IcmpErrorKind::kSourceQuench, 0);
  EXPECT_EQ(errors.count, 65535);
}

}  // namespace
}  // namespace flowsnoop::test
