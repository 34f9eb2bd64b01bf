// Tunnels, link types and checksums through the whole analyzer.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::PacketBuilder;

class Collector : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override { records.push_back(record); }
  std::vector<FlowRecord> records;
};

Bytes question(std::uint16_t vni, bool answer = false) {
  const Bytes inner = answer ? PacketBuilder()
                                   .ethernet()
                                   .ipv4("10.1.1.2", "10.1.1.1")
                                   .udp(53, 4000)
                                   .payload("pong")
                                   .build()
                             : PacketBuilder()
                                   .ethernet()
                                   .ipv4("10.1.1.1", "10.1.1.2")
                                   .udp(4000, 53)
                                   .payload("ping")
                                   .build();
  Bytes payload = test::from_hex("08000000 00000000");
  payload[5] = static_cast<std::uint8_t>(vni >> 8);
  payload[6] = static_cast<std::uint8_t>(vni & 0xff);
  payload.insert(payload.end(), inner.begin(), inner.end());
  return PacketBuilder()
      .ethernet()
      .ipv4("192.0.2.1", "192.0.2.2")
      .udp(50000, 4789)
      .payload(payload)
      .build();
}

// What carries neither TCP nor UDP belongs to the ends: here, Ethernet of no kind.
Bytes vxlan_keepalive() {
  const Bytes arp = PacketBuilder().ethernet().payload(Bytes(46, 0)).build();
  Bytes payload = test::from_hex("08000000 00000000");
  payload.insert(payload.end(), arp.begin(), arp.end());
  return PacketBuilder()
      .ethernet()
      .ipv4("192.0.2.1", "192.0.2.2")
      .udp(50000, 4789)
      .payload(payload)
      .build();
}

class EncapsulationTest : public testing::Test {
 protected:
  void add(Bytes frame) { frames_.push_back(std::move(frame)); }

  const std::vector<FlowRecord>& analyze(const AnalyzerOptions& options = {}) {
    Analyzer analyzer(options, collector_);
    std::uint64_t number = 0;
    for (const Bytes& frame : frames_) {
      const Packet packet = test::as_packet(frame, 0, ++number);
      analyzer.add_packets({&packet, 1});
    }
    analyzer.finish();
    offload_ = analyzer.checksum_offload();
    return collector_.records;
  }

  std::vector<Bytes> frames_;
  std::vector<OffloadingSender> offload_;

 private:
  Collector collector_;
};

std::string text_of(const TunnelPath& path) {
  char text[kMaxTunnelPathText];
  return {text, format_tunnel_path(path, text)};
}

TEST_F(EncapsulationTest, ConversationsInTunnelsShowThePathTheyWereIn) {
  add(question(100));
  add(question(100, true));
  add(question(200));
  const auto& records = analyze();
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].server.port, 53);
  EXPECT_EQ(records[0].server.packets, 1u);
  EXPECT_EQ(text_of(records[0].tunnels), "vxlan:100");
  EXPECT_EQ(to_string(records[0].tunnels.hops[0].source), "192.0.2.1");
  EXPECT_EQ(text_of(records[1].tunnels), "vxlan:200");
}

TEST_F(EncapsulationTest, TheEndsOfATunnelInUdpHaveARecordToo) {
  add(question(100));
  add(question(100, true));
  add(question(200));
  const auto& records = analyze();
  ASSERT_EQ(records.size(), 3u);
  const FlowRecord& ends = records[2];
  EXPECT_EQ(ends.server.port, 4789);
  EXPECT_EQ(ends.tunnels.count, 0);
  EXPECT_EQ(ends.client.packets + ends.server.packets, 3u);
  EXPECT_EQ(ends.carried_packets, 3u);
  EXPECT_TRUE(only_carries(ends));
  EXPECT_EQ(ends.flow_id, records[0].flow_id + kTunnelEndsIds);
}

TEST_F(EncapsulationTest, TheEndsOfATunnelKeepWhatTheyCarryToNobodyElse) {
  add(question(100));
  add(vxlan_keepalive());
  const auto& records = analyze();
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].client.packets, 2u);
  EXPECT_EQ(records[1].carried_packets, 1u);
  EXPECT_FALSE(only_carries(records[1]));
  EXPECT_EQ(records[0].carried_packets, 0u);
}

TEST_F(EncapsulationTest, TheTunnelItselfIsShownOnDemand) {
  add(question(100));
  add(question(200));
  const auto& records = analyze({.follow_tunnels = false});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].server.port, 4789);
  EXPECT_EQ(records[0].tunnels.count, 0);
}

TEST_F(EncapsulationTest, AWrongChecksumIsCountedAndNothingElse) {
  Bytes frame = PacketBuilder().ethernet().ipv4("10.1.1.1", "10.1.1.2").tcp(4000, 80).build();
  add(frame);
  frame.back() ^= 1;
  add(frame);
  const auto& records = analyze({.verify_checksums = true});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].client.packets, 2u);
  EXPECT_EQ(records[0].client.bad_checksums, 1u);
  EXPECT_EQ(records[0].server.bad_checksums, 0u);
  EXPECT_TRUE(offload_.empty());
}

TEST_F(EncapsulationTest, OffloadedChecksumsAreRecognised) {
  Bytes sent = PacketBuilder().ethernet().ipv4("10.1.1.1", "10.1.1.2").tcp(4000, 80).build();
  sent[14 + 20 + 16] ^= 0x55;
  for (int i = 0; i < 10; ++i) {
    add(sent);
    add(PacketBuilder().ethernet().ipv4("10.1.1.2", "10.1.1.1").tcp(80, 4000).build());
  }
  const auto& records = analyze({.verify_checksums = true});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].client.bad_checksums + records[0].server.bad_checksums, 10u);
  ASSERT_EQ(offload_.size(), 1u);
  EXPECT_EQ(to_string(offload_[0].address), "10.1.1.1");
  EXPECT_EQ(offload_[0].bad, 10u);
}

TEST_F(EncapsulationTest, ChecksumsAreNotVerifiedUnlessAskedFor) {
  Bytes frame = PacketBuilder().ethernet().ipv4("10.1.1.1", "10.1.1.2").tcp(4000, 80).build();
  frame.back() ^= 1;
  for (int i = 0; i < 10; ++i) add(frame);
  const auto& records = analyze();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].client.bad_checksums, 0u);
  EXPECT_TRUE(offload_.empty());
}

}  // namespace
}  // namespace flowsnoop
