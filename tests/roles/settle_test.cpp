#include "roles/settle.h"

#include <gtest/gtest.h>

#include "inspect/inspect.h"
#include "roles/flow_of.h"

namespace flowsnoop {
namespace {

// With nothing learned from other conversations.
FlowRecord settle_alone(const Flow& flow, EndReason reason) {
  Learned nothing({1, 2});
  FlowRecord record;
  record.revision = 7;  // is overwritten, as all of it
  settle(flow, reason, nothing, record);
  EXPECT_EQ(record.revision, 0);
  return record;
}

// A conversation whose sides differ in everything.
Flow sample(std::uint16_t low_port, std::uint16_t high_port) {
  Flow flow = test::flow_of(low_port, high_port);
  flow.sent[0] = {1, 100, 10};
  flow.sent[1] = {2, 2000, 200};
  flow.flow_id = 12;
  flow.start_ns = 1000;
  flow.end_ns = 5000;
  flow.vlan_ids = {7, 8};
  flow.vlan_count = 2;
  flow.state = FlowState::kHalfClosed;
  return flow;
}

void expect_endpoint(const Endpoint& endpoint, const IpAddress& address, std::uint16_t port,
                     std::uint64_t packets, std::uint64_t bytes, std::uint64_t payload_bytes) {
  EXPECT_EQ(endpoint.address, address);
  EXPECT_EQ(endpoint.port, port);
  EXPECT_EQ(endpoint.packets, packets);
  EXPECT_EQ(endpoint.bytes, bytes);
  EXPECT_EQ(endpoint.payload_bytes, payload_bytes);
}

TEST(Settle, GivesTheLowSidesCountersToTheClientWhereTheHighSideServes) {
  const FlowRecord record = settle_alone(sample(51514, 443), EndReason::kCaptureEnd);
  expect_endpoint(record.client, test::ipv4(192, 0, 2, 1), 51514, 1, 100, 10);
  expect_endpoint(record.server, test::ipv4(192, 0, 2, 2), 443, 2, 2000, 200);
}

TEST(Settle, GivesTheLowSidesCountersToTheServerWhereItServes) {
  const FlowRecord record = settle_alone(sample(443, 51514), EndReason::kCaptureEnd);
  expect_endpoint(record.client, test::ipv4(192, 0, 2, 2), 51514, 2, 2000, 200);
  expect_endpoint(record.server, test::ipv4(192, 0, 2, 1), 443, 1, 100, 10);
}

TEST(Settle, LetsAHandshakeTurnTheRolesAround) {
  Flow flow = sample(51514, 443);
  flow.syn_frame[index(Side::kHigh)] = 12;
  const FlowRecord record = settle_alone(flow, EndReason::kCaptureEnd);
  EXPECT_EQ(record.client.port, 443);
  EXPECT_EQ(record.server.port, 51514);
  EXPECT_EQ(record.service, "");
  EXPECT_EQ(record.roles.by, EvidenceKind::kSyn);
  EXPECT_EQ(record.roles.evidence[0].frame, 12u);
}

TEST(Settle, NamesTheServiceOfTheServersPort) {
  EXPECT_EQ(settle_alone(sample(51514, 443), EndReason::kCaptureEnd).service, "https");
  Flow udp = sample(51514, 514);
  EXPECT_EQ(settle_alone(udp, EndReason::kCaptureEnd).service, "shell");
  udp.key.protocol = kProtocolUdp;
  EXPECT_EQ(settle_alone(udp, EndReason::kCaptureEnd).service, "syslog");
}

TEST(Settle, TakesEverythingElseAsItIs) {
  Flow flow = sample(51514, 443);
  flow.key.ip_version = 6;
  const FlowRecord record = settle_alone(flow, EndReason::kPortReuse);
  EXPECT_EQ(record.flow_id, 12u);
  EXPECT_EQ(record.start_ns, 1000);
  EXPECT_EQ(record.end_ns, 5000);
  EXPECT_EQ(record.protocol, kProtocolTcp);
  EXPECT_EQ(record.ip_version, 6);
  EXPECT_EQ(record.vlan_count, 2);
  EXPECT_EQ(record.vlan_ids[0], 7);
  EXPECT_EQ(record.vlan_ids[1], 8);
  EXPECT_EQ(record.state, FlowState::kHalfClosed);
  EXPECT_EQ(record.end_reason, EndReason::kPortReuse);
}

TEST(Settle, SaysHowSureItIsAndWhy) {
  const FlowRecord record = settle_alone(sample(51514, 443), EndReason::kCaptureEnd);
  EXPECT_GT(record.roles.confidence, 0.99);
  EXPECT_EQ(record.roles.by, EvidenceKind::kEphemeralRange);
  EXPECT_GT(record.roles.evidence_count, 4);
  EXPECT_FALSE(record.roles.symmetric);
}

// An echo between the low side, which asks, and the high side.
Flow echo(std::uint16_t identifier) {
  Flow flow = test::flow_of(identifier, identifier, 1);
  flow.key.icmp_exchange = 8 + 1;
  flow.first_known[0] = flow.first_known[1] = true;
  flow.first_icmp.type[0] = 8;
  flow.payload.strong_votes[1] = 2;
  return flow;
}

TEST(Settle, GivesAnEchoItsIdentifierAndNoPorts) {
  const FlowRecord record = settle_alone(echo(53), EndReason::kCaptureEnd);
  EXPECT_EQ(record.client.address, test::ipv4(192, 0, 2, 1));
  EXPECT_EQ(record.client.port, 0);
  EXPECT_EQ(record.server.port, 0);
  EXPECT_EQ(record.service, "");
  EXPECT_EQ(record.icmp_identifier, 53);
  EXPECT_EQ(record.icmp_type, 8);
  EXPECT_EQ(record.roles.by, EvidenceKind::kPayload);
  EXPECT_FALSE(record.roles.symmetric);
}

TEST(Settle, KnowsWhatWasAskedFromTheAnswerAlone) {
  Flow flow = echo(53);
  flow.first_known[0] = false;
  flow.first_icmp.type[0] = 0;
  flow.first_icmp.code[1] = 5;  // of the answer, which says nothing of the request's
  const FlowRecord record = settle_alone(flow, EndReason::kCaptureEnd);
  EXPECT_EQ(record.client.address, test::ipv4(192, 0, 2, 1));
  EXPECT_EQ(record.icmp_type, 8);
  EXPECT_EQ(record.icmp_code, 0);
}

TEST(Settle, TellsTheCodeOfAMessageThatNobodyAskedFor) {
  Flow flow = test::flow_of(0, 0, 58);
  flow.key.ip_version = 6;
  flow.key.icmp_exchange = 200 + 1;
  flow.first_sender = Side::kHigh;
  flow.first_known[1] = true;
  flow.first_icmp.type[1] = 200;
  flow.first_icmp.code[1] = 5;
  const FlowRecord record = settle_alone(flow, EndReason::kCaptureEnd);
  EXPECT_EQ(record.client.address, test::ipv4(192, 0, 2, 2));
  EXPECT_EQ(record.icmp_type, 200);
  EXPECT_EQ(record.icmp_code, 5);
  EXPECT_TRUE(record.roles.symmetric);
}

TEST(Settle, CallsThoseWithoutPortsPeersUnlessOneIsAGroup) {
  Flow flow = test::flow_of(0, 0, 89);
  EXPECT_TRUE(settle_alone(flow, EndReason::kCaptureEnd).roles.symmetric);
  flow.key.address[1] = test::ipv4(224, 0, 0, 5);
  const FlowRecord record = settle_alone(flow, EndReason::kCaptureEnd);
  EXPECT_FALSE(record.roles.symmetric);
  EXPECT_EQ(record.roles.by, EvidenceKind::kMulticast);
}

TEST(Settle, CallsTheEndsOfATunnelPeersWhereTheirPortsAreTheSame) {
  Flow flow = test::flow_of(2152, 2152, kProtocolUdp);
  EXPECT_FALSE(settle_alone(flow, EndReason::kCaptureEnd).roles.symmetric);
  flow.carried = {3, 270};
  const FlowRecord record = settle_alone(flow, EndReason::kCaptureEnd);
  EXPECT_EQ(record.carried_packets, 3u);
  EXPECT_EQ(record.carried_bytes, 270u);
  EXPECT_TRUE(record.roles.symmetric);
}

TEST(Settle, TakesTheHandshakeOfSctpAsThatOfTcp) {
  Flow flow = sample(443, 51514);
  flow.key.protocol = kProtocolSctp;
  flow.syn_frame[0] = 9;
  const FlowRecord record = settle_alone(flow, EndReason::kCaptureEnd);
  EXPECT_EQ(record.client.port, 443);
  EXPECT_EQ(record.roles.by, EvidenceKind::kSyn);
  EXPECT_GT(record.roles.confidence, 0.9999);
}

TEST(Settle, NamesTheApplicationThatThePayloadShowed) {
  Flow flow = sample(51514, 8081);
  EXPECT_EQ(settle_alone(flow, EndReason::kCaptureEnd).application, "");
  flow.payload.application = static_cast<std::uint8_t>(Application::kTls);
  EXPECT_EQ(settle_alone(flow, EndReason::kCaptureEnd).application, "tls");
}

TEST(Settle, TellsAConversationOfPeers) {
  Flow flow = sample(123, 123);
  flow.payload.symmetric_votes = 1;
  EXPECT_TRUE(settle_alone(flow, EndReason::kCaptureEnd).roles.symmetric);
}

}  // namespace
}  // namespace flowsnoop
