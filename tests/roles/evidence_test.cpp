#include "roles/evidence.h"

#include <gtest/gtest.h>

#include <optional>

#include "roles/flow_of.h"
#include "roles/weights.h"

namespace flowsnoop {
namespace {

using test::flow_of;
using test::ipv4;
using enum EvidenceKind;

Learned& nothing_learned() {
  static Learned learned({1, 2});
  return learned;
}

std::optional<SideEvidence> find(const Flow& flow, EvidenceKind kind,
                                 Learned& learned = nothing_learned()) {
  std::optional<SideEvidence> found;
  const EvidenceList list = gather_evidence(flow, learned);
  for (const SideEvidence& item : list.items()) {
    if (item.kind != kind) continue;
    EXPECT_FALSE(found) << "a kind appears once";
    found = item;
  }
  return found;
}

// `flow` shows `kind`, saying that `server` is the server, in frame `frame`.
void expect_evidence(const Flow& flow, EvidenceKind kind, Side server, std::uint64_t frame = 9) {
  const auto found = find(flow, kind);
  ASSERT_TRUE(found) << to_string(kind);
  EXPECT_EQ(found->server, server) << to_string(kind);
  EXPECT_EQ(found->frame, frame) << to_string(kind);
}

void expect_no_evidence(const Flow& flow, EvidenceKind kind) {
  EXPECT_FALSE(find(flow, kind)) << to_string(kind);
}

// Ports that say nothing: both dynamic and of no service, and equal.
Flow silent_flow() {
  return flow_of(50000, 50000);
}

TEST(Evidence, IsAtLeastWhoSpokeFirst) {
  Flow flow = silent_flow();
  EXPECT_EQ(gather_evidence(flow, nothing_learned()).items().size(), 1u);
  expect_evidence(flow, kFirstSpeaker, Side::kHigh);
  flow.first_sender = Side::kHigh;
  expect_evidence(flow, kFirstSpeaker, Side::kLow);
}

TEST(Evidence, SaysThatWhoSentASynIsTheClient) {
  Flow flow = silent_flow();
  flow.syn_frame[index(Side::kLow)] = 4;
  expect_evidence(flow, kSyn, Side::kHigh, 4);
  flow = silent_flow();
  flow.syn_frame[index(Side::kHigh)] = 5;
  expect_evidence(flow, kSyn, Side::kLow, 5);
  expect_no_evidence(flow, kSynAck);
}

TEST(Evidence, SaysThatWhoSentASynAckIsTheServer) {
  Flow flow = silent_flow();
  flow.syn_ack_frame[index(Side::kLow)] = 4;
  expect_evidence(flow, kSynAck, Side::kLow, 4);
  flow = silent_flow();
  flow.syn_ack_frame[index(Side::kHigh)] = 5;
  expect_evidence(flow, kSynAck, Side::kHigh, 5);
  expect_no_evidence(flow, kSyn);
}

TEST(Evidence, SeesNoRolesInASimultaneousOpen) {
  Flow flow = silent_flow();
  flow.syn_frame[0] = flow.syn_frame[1] = 4;
  flow.syn_ack_frame[0] = flow.syn_ack_frame[1] = 5;
  expect_no_evidence(flow, kSyn);
  expect_no_evidence(flow, kSynAck);
}

// The identifier of an echo is no port, and there is nothing else to weigh.
TEST(Evidence, WeighsNoPortsWhereThereAreNone) {
  for (const std::uint8_t protocol : {std::uint8_t{1}, std::uint8_t{50}}) {
    Flow flow = flow_of(53, 53, protocol);
    flow.sent[0].payload_bytes = 1000;
    flow.unreachable_votes[0] = 1;
    EXPECT_EQ(gather_evidence(flow, nothing_learned()).items().size(), 1u) << +protocol;
    flow.payload.strong_votes[1] = 1;
    flow.payload.strong_frame = 7;
    expect_evidence(flow, kPayload, Side::kHigh, 7);
  }
}

TEST(Evidence, KnowsMulticastAndBroadcastAddresses) {
  const struct {
    IpAddress address;
    bool is_group;
  } cases[] = {
      {ipv4(223, 255, 255, 255), false}, {ipv4(224, 0, 0, 0), true},
      {ipv4(239, 255, 255, 255), true},  {ipv4(240, 0, 0, 0), false},
      {ipv4(255, 255, 255, 255), true},  {ipv4(255, 255, 255, 254), false},
      {ipv4(254, 255, 255, 255), false},
  };
  for (const auto& test_case : cases) {
    Flow flow = flow_of(50000, 50000, kProtocolUdp);
    flow.key.address[1] = test_case.address;
    if (test_case.is_group) {
      expect_evidence(flow, kMulticast, Side::kHigh);
    } else {
      expect_no_evidence(flow, kMulticast);
    }
  }
}

TEST(Evidence, KnowsIpv6MulticastAddresses) {
  const std::uint8_t all_nodes[16] = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const std::uint8_t link_local[16] = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  Flow flow = flow_of(50000, 50000, kProtocolUdp);
  flow.key.ip_version = 6;
  flow.key.address[0] = flow.key.address[1] = IpAddress::from_ipv6(link_local);
  expect_no_evidence(flow, kMulticast);
  flow.key.address[0] = IpAddress::from_ipv6(all_nodes);
  expect_evidence(flow, kMulticast, Side::kLow);
}

TEST(Evidence, TakesWhoWasReachedByABroadcastForAGroupWhereTheAddressMayBeOne) {
  Flow flow = flow_of(40000, 1900, kProtocolUdp);
  flow.sent[1].packets = 0;
  flow.begun_by_broadcast = true;
  expect_no_evidence(flow, kMulticast);
  for (const int last : {15, 127, 255}) {
    flow.key.address[1] = ipv4(192, 0, 2, static_cast<std::uint8_t>(last));
    expect_evidence(flow, kMulticast, Side::kHigh);
  }
  flow.begun_by_broadcast = false;
  expect_no_evidence(flow, kMulticast);
  flow.begun_by_broadcast = true;
  flow.sent[1].packets = 1;
  expect_no_evidence(flow, kMulticast);
  flow.sent[1].packets = 0;
  flow.key.protocol = kProtocolTcp;
  expect_no_evidence(flow, kMulticast);
}

TEST(Evidence, SeesNoRolesBetweenTwoGroups) {
  Flow flow = flow_of(50000, 50000, kProtocolUdp);
  flow.key.address[0] = ipv4(224, 0, 0, 1);
  flow.key.address[1] = ipv4(224, 0, 0, 2);
  expect_no_evidence(flow, kMulticast);
}

TEST(Evidence, TakesTheLowerPortClassAsTheServer) {
  expect_evidence(flow_of(443, 51514), kPortClass, Side::kLow);
  expect_evidence(flow_of(51514, 443), kPortClass, Side::kHigh);
  expect_evidence(flow_of(1024, 1023), kPortClass, Side::kHigh);
  expect_evidence(flow_of(49151, 49152), kPortClass, Side::kLow);
  expect_no_evidence(flow_of(1, 1023), kPortClass);
  expect_no_evidence(flow_of(49152, 65535), kPortClass);
}

TEST(Evidence, TakesThePortWithAServiceOnThatTransportAsTheServer) {
  expect_evidence(flow_of(443, 51514), kService, Side::kLow);
  expect_evidence(flow_of(51514, 443), kService, Side::kHigh);
  expect_no_evidence(flow_of(443, 80), kService);
  expect_no_evidence(flow_of(50000, 51514), kService);
  // Redis is registered for TCP alone.
  expect_evidence(flow_of(51514, 6379, kProtocolTcp), kService, Side::kHigh);
  expect_no_evidence(flow_of(51514, 6379, kProtocolUdp), kService);
}

TEST(Evidence, TakesTheLowerPortAsTheServer) {
  expect_evidence(flow_of(50000, 50001), kLowerPort, Side::kLow);
  expect_evidence(flow_of(50001, 50000), kLowerPort, Side::kHigh);
  expect_no_evidence(flow_of(443, 443), kLowerPort);
}

TEST(Evidence, SeesNothingInPortsThatAreEqual) {
  EXPECT_EQ(gather_evidence(flow_of(123, 123, kProtocolUdp), nothing_learned()).items().size(), 1u);
}

TEST(Evidence, PutsAHandshakeFirst) {
  Flow flow = flow_of(51514, 443);
  flow.payload.strong_votes[0] = 3;
  flow.syn_ack_frame[1] = 2;
  EXPECT_EQ(gather_evidence(flow, nothing_learned()).items().front().kind, kSynAck);
  flow.syn_frame[0] = 1;
  EXPECT_EQ(gather_evidence(flow, nothing_learned()).items().front().kind, kSyn);
}

TEST(Evidence, TakesWhatPayloadsProve) {
  Flow flow = silent_flow();
  flow.payload.strong_votes[index(Side::kHigh)] = 2;
  flow.payload.strong_frame = 6;
  expect_evidence(flow, kPayload, Side::kHigh, 6);
  flow.payload.hint_votes[index(Side::kLow)] = 1;
  flow.payload.hint_frame = 7;
  expect_evidence(flow, kPayloadHint, Side::kLow, 7);
}

TEST(Evidence, CountsPayloadsThatContradictEachOtherLess) {
  Flow flow = silent_flow();
  flow.payload.strong_votes[0] = 2;
  EXPECT_EQ(find(flow, kPayload)->amount, 1.0f);
  flow.payload.strong_votes[1] = 1;
  EXPECT_LT(find(flow, kPayload)->amount, 0.5f);
  EXPECT_EQ(find(flow, kPayload)->server, Side::kLow);
  flow.payload.strong_votes[1] = 2;
  expect_no_evidence(flow, kPayload);
}

TEST(Evidence, TakesThePortThatAnIcmpErrorNamesAsTheServers) {
  Flow flow = silent_flow();
  flow.unreachable_votes[index(Side::kLow)] = 1;
  expect_evidence(flow, kUnreachable, Side::kLow);
  flow.unreachable_votes[index(Side::kHigh)] = 1;
  expect_no_evidence(flow, kUnreachable);
}

TEST(Evidence, KnowsThatTcpPort20OpensFtpDataConnections) {
  expect_evidence(flow_of(20, 51514), kFtpData, Side::kHigh);
  expect_evidence(flow_of(51514, 20), kFtpData, Side::kLow);
  expect_no_evidence(flow_of(20, 20), kFtpData);
  expect_no_evidence(flow_of(20, 51514, kProtocolUdp), kFtpData);
  // The ports say nothing else then.
  for (const EvidenceKind kind : {kPortClass, kService, kLowerPort, kEphemeralRange}) {
    expect_no_evidence(flow_of(20, 51514), kind);
  }
}

TEST(Evidence, KnowsTheRangesThatClientPortsAreTakenFrom) {
  expect_evidence(flow_of(32768, 61000), kEphemeralRange, Side::kHigh);
  expect_evidence(flow_of(32767, 60999), kEphemeralRange, Side::kLow);
  expect_no_evidence(flow_of(32768, 60999), kEphemeralRange);
  expect_no_evidence(flow_of(32767, 61000), kEphemeralRange);
  expect_evidence(flow_of(1024, 5001), kOldEphemeralRange, Side::kHigh);
  expect_evidence(flow_of(1023, 5000), kOldEphemeralRange, Side::kLow);
  expect_no_evidence(flow_of(1024, 5000), kOldEphemeralRange);
}

TEST(Evidence, ComparesNoPayloadWhereOneSideWasNotHeard) {
  Flow flow = silent_flow();
  flow.sent[0].payload_bytes = 70;
  flow.sent[1].packets = 0;
  expect_no_evidence(flow, kMoreData);
}

TEST(Evidence, TakesWhoSentMorePayloadAsTheServer) {
  Flow flow = silent_flow();
  flow.sent[0].payload_bytes = 70;  // (70 + 10) / (30 + 10) is 2 to the power of 1
  flow.sent[1].payload_bytes = 30;
  expect_evidence(flow, kMoreData, Side::kLow);
  EXPECT_FLOAT_EQ(find(flow, kMoreData)->amount, 1.0f);
  flow.sent[1].payload_bytes = 1'000'000'000;
  expect_evidence(flow, kMoreData, Side::kHigh);
  EXPECT_FLOAT_EQ(find(flow, kMoreData)->amount, 3.0f);
}

// Flows that share the endpoint of the low side, with remote ports of their own.
Learned learned_from_fan_in(int flows) {
  Learned learned({1, 2});
  for (int i = 0; i < flows; ++i) {
    learned.learn(flow_of(50000, static_cast<std::uint16_t>(52000 + 100 * i)));
  }
  return learned;
}

TEST(Evidence, TakesAnEndpointWithManyRemotesAsTheServer) {
  Learned learned = learned_from_fan_in(4);
  const Flow flow = flow_of(50000, 52000);
  EXPECT_EQ(find(flow, kFanIn, learned)->server, Side::kLow);
  EXPECT_FLOAT_EQ(find(flow, kFanIn, learned)->amount, 2.0f);
  EXPECT_EQ(find(flow, kSharedPort, learned)->server, Side::kLow);
  EXPECT_FALSE(find(flow, kFanIn, nothing_learned()));
}

TEST(Evidence, KnowsAListenerFromAnotherConversation) {
  Learned learned({1, 2});
  Flow proof = flow_of(50000, 52000);
  proof.syn_ack_frame[0] = 3;
  learned.learn(proof);
  const Flow flow = flow_of(50000, 53000);
  EXPECT_EQ(find(flow, kListener, learned)->server, Side::kLow);
  EXPECT_EQ(find(flow, kListener, learned)->frame, 0u);
  EXPECT_FALSE(find(proof, kListener, learned)) << "its own echo";
}

TEST(Evidence, KnowsAnEndpointThatWasAnnounced) {
  Learned learned({1, 2});
  learned.announce(learned.host_of(flow_of(21, 51514).key, Side::kLow), 50000);
  EXPECT_EQ(find(flow_of(50000, 51515), kAnnounced, learned)->server, Side::kLow);
  EXPECT_FALSE(find(flow_of(50001, 51515), kAnnounced, learned));
}

TEST(Evidence, TakesAHostThatUsesNeighbouringPortsAsTheClient) {
  Learned learned({1, 2});
  Flow other = flow_of(8081, 52001);
  other.key.address[0] = ipv4(192, 0, 2, 9);
  learned.learn(other);
  EXPECT_EQ(find(flow_of(8080, 52005), kSequentialPorts, learned)->server, Side::kLow);
  EXPECT_EQ(find(flow_of(8080, 52000), kSequentialPorts, learned)->server, Side::kLow);
  EXPECT_FALSE(find(flow_of(8080, 52008), kSequentialPorts, learned));
}

// The host of the high side was the client from ports 40000 and 40100 of two other hosts' services.
Learned learned_from_a_client() {
  Learned learned({1, 2});
  for (const std::uint16_t port : {std::uint16_t{40000}, std::uint16_t{40100}}) {
    Flow proof = flow_of(443, port);
    proof.key.address[0] = ipv4(192, 0, 2, 9);
    proof.syn_ack_frame[0] = 3;
    learned.learn(proof);
  }
  return learned;
}

TEST(Evidence, KnowsThePortsThatAHostTakesItsClientPortsFrom) {
  Learned learned = learned_from_a_client();
  EXPECT_EQ(find(flow_of(40050, 40050), kHostClientPorts, learned)->server, Side::kLow);
  EXPECT_TRUE(find(flow_of(50000, 40000), kHostClientPorts, learned));
  EXPECT_TRUE(find(flow_of(50000, 40100), kHostClientPorts, learned));
  EXPECT_FALSE(find(flow_of(50000, 39999), kHostClientPorts, learned));
  EXPECT_FALSE(find(flow_of(50000, 40101), kHostClientPorts, learned));
}

TEST(Evidence, TakesAHostThatIsAlwaysTheClientAsTheClient) {
  Learned learned = learned_from_a_client();
  EXPECT_EQ(find(flow_of(50000, 50000), kConstantClient, learned)->server, Side::kLow);
  Flow serves = flow_of(52000, 22);
  serves.syn_ack_frame[1] = 3;
  learned.learn(serves);
  EXPECT_FALSE(find(flow_of(50000, 50000), kConstantClient, learned));
}

TEST(Evidence, AsksNoOtherConversationWhereAHandshakeDecides) {
  Learned learned = learned_from_fan_in(4);
  Flow flow = flow_of(50000, 52000);
  flow.syn_frame[0] = 1;
  EXPECT_FALSE(find(flow, kFanIn, learned));
  EXPECT_FALSE(find(flow, kSharedPort, learned));
  EXPECT_TRUE(find(flow, kLowerPort, learned)) << "what the flow itself shows is listed";
}

}  // namespace
}  // namespace flowsnoop
