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

std::optional<SideEvidence> find(const Flow& flow, EvidenceKind kind) {
  std::optional<SideEvidence> found;
  const EvidenceList list = gather_evidence(flow);
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
  EXPECT_EQ(gather_evidence(flow).items().size(), 1u);
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
  EXPECT_EQ(gather_evidence(flow_of(123, 123, kProtocolUdp)).items().size(), 1u);
}

TEST(Evidence, ComesStrongestFirstWithAllKindsAtOnce) {
  Flow flow = flow_of(51514, 443);
  flow.key.address[1] = ipv4(224, 0, 0, 1);
  flow.syn_frame[0] = 1;
  flow.syn_ack_frame[1] = 2;
  const EvidenceList list = gather_evidence(flow);
  const auto items = list.items();
  ASSERT_EQ(items.size(), kEvidenceKindCount);
  for (std::size_t i = 1; i < items.size(); ++i) {
    EXPECT_GT(weight_of(items[i - 1].kind), weight_of(items[i].kind)) << i;
  }
}

}  // namespace
}  // namespace flowsnoop
