// Fragments through the whole analyzer: their frames in flows and in buckets.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "flowsnoop/flow_timeouts.h"
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

// A datagram of 8 + 40 bytes in two fragments on its way from a client to a resolver.
Bytes fragment(std::uint16_t identification, bool first) {
  const test::Ipv4Fields fields{.identification = identification,
                                .fragment_offset = static_cast<std::uint16_t>(first ? 0 : 24),
                                .more_fragments = first};
  PacketBuilder builder;
  builder.ethernet().ipv4("192.0.2.1", "192.0.2.2", fields).transport(17);
  if (!first) return builder.payload(Bytes(24, 'b')).build();
  Bytes start = test::from_hex("9c40 0035 0030 0000");
  start.insert(start.end(), 16, 'a');
  return builder.payload(start).build();
}
constexpr std::uint32_t kFragmentFrame = 14 + 20 + 24;

class AnalyzerFragments : public testing::Test {
 protected:
  void add(const Bytes& frame, std::int64_t time_ns) {
    frames_.push_back(frame);
    packets_.push_back(test::as_packet(frame, time_ns, packets_.size() + 1));
  }
  void udp(std::string_view from, std::uint16_t from_port, std::string_view to,
           std::uint16_t to_port, std::int64_t time_ns) {
    add(PacketBuilder().ethernet().ipv4(from, to).udp(from_port, to_port).payload("x").build(),
        time_ns);
  }
  void point_to_frames() {
    for (std::size_t i = 0; i < packets_.size(); ++i) packets_[i].data = frames_[i].data();
  }
  // Gives all packets at once and ends.
  void run(Analyzer& analyzer) {
    point_to_frames();
    analyzer.add_packets(packets_);
    analyzer.finish();
  }

  std::vector<Bytes> frames_;
  std::vector<Packet> packets_;
};

TEST_F(AnalyzerFragments, PutsFragmentsIntoTheFlowOfTheirDatagram) {
  add(fragment(7, false), 10);
  udp("192.0.2.9", 40000, "192.0.2.2", 53, 11);
  add(fragment(7, true), 12);
  add(fragment(8, true), 13);
  add(fragment(8, false), 14);
  add(fragment(9, true), 15);    // the other half was not captured
  add(fragment(10, false), 16);  // nor here the first
  packets_[0].interface_id = 1;
  Collector collector;
  Analyzer analyzer({}, collector);
  run(analyzer);

  ASSERT_EQ(collector.records.size(), 2u);
  EXPECT_EQ(collector.records[0].flow_id, 2u);
  const FlowRecord& record = collector.records[1];
  EXPECT_EQ(record.flow_id, 3u);
  EXPECT_EQ(record.start_ns, 12);
  EXPECT_EQ(record.end_ns, 15);
  EXPECT_EQ(record.client.port, 40000);
  EXPECT_EQ(record.client.packets, 5u);
  EXPECT_EQ(record.client.bytes, 5 * kFragmentFrame);
  EXPECT_EQ(record.client.payload_bytes, 40u + 40u + 16u);
  const Accounting& accounting = analyzer.accounting();
  EXPECT_EQ(accounting.frames(FrameBucket::kUdpFlow), 6u);
  EXPECT_EQ(accounting.frames(FrameBucket::kFragment), 1u);
  EXPECT_EQ(accounting.total(), packets_.size());
  EXPECT_EQ(analyzer.accounting_by_interface()[1].frames(FrameBucket::kUdpFlow), 1u);
  EXPECT_EQ(analyzer.accounting_by_interface()[1].total(), 1u);
  EXPECT_EQ(analyzer.fragment_counts().reassembled, 2u);
  EXPECT_EQ(analyzer.fragment_counts().incomplete, 2u);
}

TEST_F(AnalyzerFragments, GivesFragmentsUpAfterAMinute) {
  Collector collector;
  AnalyzerOptions options;
  options.timeouts.udp_ns = 10 * kSecond_ns;
  Analyzer analyzer(options, collector);
  add(fragment(7, true), 0);
  point_to_frames();
  analyzer.add_packets(packets_);
  EXPECT_EQ(analyzer.accounting().frames(FrameBucket::kFragment), 1u);
  analyzer.advance_clock(60 * kSecond_ns);
  EXPECT_EQ(analyzer.accounting().frames(FrameBucket::kFragment), 1u);
  analyzer.advance_clock(61 * kSecond_ns);
  EXPECT_EQ(analyzer.accounting().frames(FrameBucket::kUdpFlow), 1u);
  analyzer.advance_clock(70 * kSecond_ns);
  EXPECT_EQ(collector.records.size(), 1u);
}

// A reader of fragments that are too odd to hold: the ports are there all the same.
TEST_F(AnalyzerFragments, TakesAFirstFragmentThatIsRefusedForItself) {
  add(PacketBuilder()
          .ethernet()
          .ipv4("192.0.2.1", "192.0.2.2", {.more_fragments = true})
          .udp(40000, 53)
          .payload("not a multiple of 8")
          .build(),
      10);
  Collector collector;
  Analyzer analyzer({}, collector);
  run(analyzer);
  EXPECT_EQ(analyzer.fragment_counts().refused, 1u);
  EXPECT_EQ(analyzer.accounting().frames(FrameBucket::kUdpFlow), 1u);
  ASSERT_EQ(collector.records.size(), 1u);
  EXPECT_EQ(collector.records[0].client.payload_bytes, 19u);
}

// IPv4 in IPv4, cut up inside and outside.
TEST_F(AnalyzerFragments, FollowsFragmentsWithinFragments) {
  for (const bool first : {true, false}) {
    const Bytes inner = fragment(7, first);
    const Bytes carried(inner.begin() + 14, inner.end());
    for (const int offset : {0, 32}) {
      const test::Ipv4Fields fields{.identification = static_cast<std::uint16_t>(first ? 1 : 2),
                                    .fragment_offset = static_cast<std::uint16_t>(offset),
                                    .more_fragments = offset == 0};
      const auto begin = carried.begin() + offset;
      add(PacketBuilder()
              .ethernet()
              .ipv4("203.0.113.1", "203.0.113.2", fields)
              .transport(4)
              .payload(Bytes(begin, offset == 0 ? begin + 32 : carried.end()))
              .build(),
          10 + offset);
    }
  }
  Collector collector;
  Analyzer analyzer({}, collector);
  run(analyzer);
  ASSERT_EQ(collector.records.size(), 1u);
  EXPECT_EQ(to_string(collector.records[0].client.address), "192.0.2.1");
  EXPECT_EQ(collector.records[0].tunnels.count, 1);
  EXPECT_EQ(collector.records[0].client.packets, 4u);
  EXPECT_EQ(collector.records[0].client.payload_bytes, 40u);
  EXPECT_EQ(analyzer.accounting().frames(FrameBucket::kUdpFlow), 4u);
  EXPECT_EQ(analyzer.accounting().total(), 4u);
}

// More datagrams are given up at once than go to the tracker at once.
TEST_F(AnalyzerFragments, HandlesFragmentsAlikeHoweverPacketsAreBatched) {
  for (std::uint16_t i = 0; i < 300; ++i) {
    add(fragment(i, i % 2 == 0), i);
    if (i % 5 == 0) add(fragment(i, i % 2 != 0), i);
    if (i % 7 == 0) udp("192.0.2.9", 40000, "192.0.2.2", 53, i);
  }
  udp("192.0.2.9", 40000, "192.0.2.2", 53, 100 * kSecond_ns);
  Collector at_once;
  Analyzer whole({}, at_once);
  run(whole);
  Collector one_by_one;
  Analyzer analyzer({}, one_by_one);
  for (const Packet& packet : packets_) analyzer.add_packets({&packet, 1});
  analyzer.finish();
  EXPECT_EQ(analyzer.accounting().total(), packets_.size());
  ASSERT_EQ(at_once.records.size(), one_by_one.records.size());
  ASSERT_FALSE(at_once.records.empty());
  for (std::size_t i = 0; i < at_once.records.size(); ++i) {
    EXPECT_EQ(at_once.records[i].flow_id, one_by_one.records[i].flow_id);
    EXPECT_EQ(at_once.records[i].client.packets, one_by_one.records[i].client.packets);
    EXPECT_EQ(at_once.records[i].client.bytes, one_by_one.records[i].client.bytes);
  }
}

}  // namespace
}  // namespace flowsnoop
