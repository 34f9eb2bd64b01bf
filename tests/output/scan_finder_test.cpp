#include "output/scan_finder.h"

#include <gtest/gtest.h>

#include "decode/decoded.h"
#include "sample.h"

namespace flowsnoop {
namespace {

Endpoint side(std::string_view address, std::uint16_t port, std::uint8_t flags,
              std::uint64_t packets = 1) {
  Endpoint endpoint = test::make_endpoint(address, port, packets, packets * 60);
  endpoint.payload_bytes = 0;
  endpoint.tcp_flags = flags;
  return endpoint;
}

constexpr char kScanner[] = "192.0.2.66";

FlowRecord tcp(std::uint8_t client_flags, std::uint64_t client_packets, std::uint8_t server_flags,
               std::uint64_t server_packets, std::uint16_t port = 80,
               std::string_view target = "192.0.2.1") {
  FlowRecord record;
  record.protocol = 6;
  record.ip_version = 4;
  record.client = side(kScanner, 40000, client_flags, client_packets);
  record.server = side(target, port, server_flags, server_packets);
  return record;
}

FlowRecord unanswered_syn(std::uint16_t port, std::string_view target = "192.0.2.1") {
  return tcp(kTcpSyn, 1, 0, 0, port, target);
}

void expect_probe(const FlowRecord& record, ProbeKind kind, ProbeOutcome outcome) {
  const auto probe = probe_of(record);
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->kind, kind);
  EXPECT_EQ(probe->outcome, outcome);
}

TEST(ProbeOf, KnowsWhatBecameOfASyn) {
  expect_probe(tcp(kTcpSyn, 2, 0, 0), ProbeKind::kSyn, ProbeOutcome::kSilent);
  expect_probe(tcp(kTcpSyn, 1, kTcpRst | kTcpAck, 1), ProbeKind::kSyn, ProbeOutcome::kClosed);
  expect_probe(tcp(kTcpSyn | kTcpRst, 2, kTcpSyn | kTcpAck, 1), ProbeKind::kSyn,
               ProbeOutcome::kOpen);
}

TEST(ProbeOf, AConversationIsNoProbe) {
  FlowRecord record = tcp(kTcpSyn | kTcpAck | kTcpPsh, 4, kTcpSyn | kTcpAck, 4);
  record.client.payload_bytes = 1;
  EXPECT_FALSE(probe_of(record));
  record.client.payload_bytes = 0;
  record.server.payload_bytes = 1;
  EXPECT_FALSE(probe_of(record));
  EXPECT_FALSE(probe_of(tcp(kTcpAck, 1, kTcpAck, 1)));
}

TEST(ProbeOf, APingIsNone) {
  FlowRecord ping = test::ping_record();
  ping.server.packets = 0;
  EXPECT_FALSE(probe_of(ping));
}

TEST(ProbeOf, KnowsStealthScans) {
  constexpr std::uint8_t kXmas = kTcpFin | kTcpPsh | kTcpUrg;
  expect_probe(tcp(kTcpFin, 1, 0, 0), ProbeKind::kFin, ProbeOutcome::kSilent);
  expect_probe(tcp(0, 1, kTcpRst | kTcpAck, 1), ProbeKind::kNull, ProbeOutcome::kClosed);
  expect_probe(tcp(kXmas, 2, 0, 0), ProbeKind::kXmas, ProbeOutcome::kSilent);
  EXPECT_FALSE(probe_of(tcp(kTcpFin | kTcpAck, 1, 0, 0))) << "the end of a connection";
}

TEST(ProbeOf, TheProberMayHaveBeenCalledTheServer) {
  FlowRecord record = tcp(kTcpFin, 1, 0, 0);
  std::swap(record.client, record.server);
  const auto probe = probe_of(record);
  ASSERT_TRUE(probe);
  EXPECT_EQ(to_string(probe->from->address), kScanner);
}

TEST(ProbeOf, KnowsAnswersThatNobodyAskedFor) {
  expect_probe(tcp(0, 0, kTcpSyn | kTcpAck, 1), ProbeKind::kSynAck, ProbeOutcome::kSilent);
  expect_probe(tcp(kTcpRst, 1, kTcpSyn | kTcpAck, 1), ProbeKind::kSynAck, ProbeOutcome::kClosed);
  expect_probe(tcp(0, 0, kTcpRst | kTcpAck, 1), ProbeKind::kReset, ProbeOutcome::kSilent);
}

TEST(ProbeOf, ADatagramWithoutAnAnswerIsOneUnlessItIsToAGroup) {
  FlowRecord record = unanswered_syn(161);
  record.protocol = 17;
  expect_probe(record, ProbeKind::kUdp, ProbeOutcome::kSilent);
  record.roles.evidence_count = 1;
  record.roles.evidence[0] = {EvidenceKind::kUnreachable, 4, 1};
  expect_probe(record, ProbeKind::kUdp, ProbeOutcome::kClosed);
  record.roles.evidence[0] = {EvidenceKind::kMulticast, 8, 1};
  EXPECT_FALSE(probe_of(record));
  record.roles.evidence_count = 0;
  record.server.packets = 1;
  EXPECT_FALSE(probe_of(record));
  record.client.packets = 0;
  EXPECT_FALSE(probe_of(record)) << "an answer alone";
}

TEST(ScanFinder, ManyPortsOfAHostAreOneVerticalScan) {
  ScanFinder finder;
  for (std::uint16_t port = 1; port < ScanFinder::kLeast; ++port) finder.add(unanswered_syn(port));
  finder.add(unanswered_syn(1));
  EXPECT_TRUE(finder.scans().empty()) << "one target too few";
  finder.add(tcp(kTcpSyn, 1, kTcpRst, 1, 100));
  const auto scans = finder.scans();
  ASSERT_EQ(scans.size(), 1u);
  EXPECT_EQ(to_string(scans[0].from), kScanner);
  EXPECT_EQ(scans[0].most_ports, 10u);
  EXPECT_EQ(scans[0].hosts, 1u);
  EXPECT_EQ(scans[0].ports, 10u);
  EXPECT_EQ(scans[0].outcomes[static_cast<std::size_t>(ProbeOutcome::kClosed)], 1u);
  EXPECT_EQ(scans[0].outcomes[static_cast<std::size_t>(ProbeOutcome::kSilent)], 9u);
}

TEST(ScanFinder, OfSeveralProbesOfATargetThatWhichSaysMostCounts) {
  ScanFinder finder;
  for (std::uint16_t port = 1; port <= 10; ++port) {
    finder.add(tcp(kTcpSyn, 1, kTcpSyn | kTcpAck, 1, port));
    finder.add(unanswered_syn(port));
  }
  const auto scans = finder.scans();
  ASSERT_EQ(scans.size(), 1u);
  EXPECT_EQ(scans[0].outcomes[static_cast<std::size_t>(ProbeOutcome::kOpen)], 10u);
  EXPECT_EQ(scans[0].outcomes[static_cast<std::size_t>(ProbeOutcome::kSilent)], 0u);
}

TEST(ScanFinder, OnePortOfManyHostsIsAHorizontalScan) {
  ScanFinder finder;
  for (int host = 1; host <= 12; ++host) {
    finder.add(unanswered_syn(22, "198.51.100." + std::to_string(host)));
  }
  const auto scans = finder.scans();
  ASSERT_EQ(scans.size(), 1u);
  EXPECT_EQ(scans[0].most_hosts, 12u);
  EXPECT_EQ(scans[0].most_ports, 1u);
}

TEST(ScanFinder, ScatteredFailuresAreNoScanButScatteredAnswersAreBackscatter) {
  for (const bool answers : {false, true}) {
    ScanFinder finder;
    for (int i = 1; i <= 20; ++i) {
      FlowRecord record =
          unanswered_syn(static_cast<std::uint16_t>(1000 + i), "198.51.100." + std::to_string(i));
      if (answers) record.client.tcp_flags = kTcpSyn | kTcpAck;
      finder.add(record);
    }
    EXPECT_EQ(finder.scans().size(), answers ? 1u : 0u);
  }
}

}  // namespace
}  // namespace flowsnoop
