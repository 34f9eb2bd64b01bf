#include "flowsnoop/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "decode/decoded.h"
#include "flowsnoop/ports.h"
#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::PacketBuilder;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kClientAddress = "192.168.1.23";
constexpr std::string_view kServerAddress = "140.82.114.5";
constexpr std::uint16_t kClientPort = 51514;
constexpr std::uint16_t kServerPort = 443;
constexpr std::uint32_t kTcpHeaders = 14 + 20 + 20;
constexpr std::uint32_t kUdpHeaders = 14 + 20 + 8;

test::TcpFields tcp_fields(std::uint8_t flags, std::uint32_t sequence) {
  test::TcpFields fields;
  fields.flags = flags;
  fields.sequence = sequence;
  return fields;
}

// Keeps copies of all that it is told.
class Collector : public RecordSink {
 public:
  struct Event {
    FlowEventKind kind;
    std::int64_t time_ns;
    FlowRecord flow;
  };

  void on_record(const FlowRecord& record) override { records.push_back(record); }
  void on_event(const FlowEvent& event) override {
    events.push_back({event.kind, event.time_ns, *event.flow});
  }
  std::vector<FlowEventKind> kinds() const {
    std::vector<FlowEventKind> result;
    for (const Event& event : events) result.push_back(event.kind);
    return result;
  }

  std::vector<FlowRecord> records;
  std::vector<Event> events;
};

// Frames on their way to an analyzer, numbered from 1.
class AnalyzerTest : public testing::Test {
 protected:
  void add(const Bytes& frame, std::int64_t time_ns, LinkType link_type = LinkType::kEthernet) {
    frames_.push_back(frame);
    packets_.push_back(test::as_packet(frame, time_ns, packets_.size() + 1, link_type));
  }
  void client_says(std::uint8_t flags, std::uint32_t sequence, std::string_view text,
                   std::int64_t time_ns) {
    add(PacketBuilder()
            .ethernet()
            .ipv4(kClientAddress, kServerAddress)
            .tcp(kClientPort, kServerPort, tcp_fields(flags, sequence))
            .payload(text)
            .build(),
        time_ns);
  }
  void server_says(std::uint8_t flags, std::uint32_t sequence, std::string_view text,
                   std::int64_t time_ns) {
    add(PacketBuilder()
            .ethernet()
            .ipv4(kServerAddress, kClientAddress)
            .tcp(kServerPort, kClientPort, tcp_fields(flags, sequence))
            .payload(text)
            .build(),
        time_ns);
  }
  void udp(std::string_view from, std::uint16_t from_port, std::string_view to,
           std::uint16_t to_port, std::int64_t time_ns) {
    add(PacketBuilder().ethernet().ipv4(from, to).udp(from_port, to_port).payload("x").build(),
        time_ns);
  }
  void whole_connection() {
    client_says(kTcpSyn, 100, "", 10);
    server_says(kTcpSyn | kTcpAck, 500, "", 20);
    client_says(kTcpAck, 101, "", 30);
    client_says(kTcpPsh | kTcpAck, 101, "hello", 40);
    server_says(kTcpPsh | kTcpAck, 501, "good morning", 50);
    client_says(kTcpFin | kTcpAck, 106, "", 60);
    server_says(kTcpFin | kTcpAck, 513, "", 70);
    client_says(kTcpAck, 107, "", 80);
  }

  // Gives all packets at once and ends. The bytes are where they were built: frames_ grows no more.
  void run(Analyzer& analyzer) {
    point_to_frames();
    analyzer.add_packets(packets_);
    analyzer.finish();
  }
  Collector run(const AnalyzerOptions& options = {}) {
    Collector collector;
    Analyzer analyzer(options, collector);
    run(analyzer);
    return collector;
  }
  void point_to_frames() {
    for (std::size_t i = 0; i < packets_.size(); ++i) packets_[i].data = frames_[i].data();
  }

  std::vector<Bytes> frames_;
  std::vector<Packet> packets_;
};

TEST_F(AnalyzerTest, NamesTheConversationOfAWholeConnection) {
  whole_connection();
  const Collector collector = run();
  ASSERT_EQ(collector.records.size(), 1u);
  const FlowRecord& record = collector.records[0];
  EXPECT_EQ(record.flow_id, 1u);
  EXPECT_EQ(record.start_ns, 10);
  EXPECT_EQ(record.end_ns, 80);
  EXPECT_EQ(to_string(record.client.address), kClientAddress);
  EXPECT_EQ(record.client.port, kClientPort);
  EXPECT_EQ(record.client.packets, 5u);
  EXPECT_EQ(record.client.bytes, 5 * kTcpHeaders + 5);
  EXPECT_EQ(record.client.payload_bytes, 5u);
  EXPECT_EQ(to_string(record.server.address), kServerAddress);
  EXPECT_EQ(record.server.port, kServerPort);
  EXPECT_EQ(record.server.packets, 3u);
  EXPECT_EQ(record.server.bytes, 3 * kTcpHeaders + 12);
  EXPECT_EQ(record.server.payload_bytes, 12u);
  EXPECT_EQ(record.service, "https");
  EXPECT_EQ(record.protocol, kProtocolTcp);
  EXPECT_EQ(record.ip_version, 4);
  EXPECT_EQ(record.vlan_count, 0);
  EXPECT_EQ(record.state, FlowState::kClosed);
  EXPECT_EQ(record.end_reason, EndReason::kClosed);
  EXPECT_EQ(record.roles.by, EvidenceKind::kSyn);
  EXPECT_GT(record.roles.confidence, 0.99);
  EXPECT_THAT(collector.events, IsEmpty());
}

TEST_F(AnalyzerTest, NamesAConversationThatBeganEarlierByItsPorts) {
  server_says(kTcpAck, 500, "good morning", 10);
  client_says(kTcpAck, 100, "", 20);
  const Collector collector = run();
  ASSERT_EQ(collector.records.size(), 1u);
  const FlowRecord& record = collector.records[0];
  EXPECT_EQ(record.client.port, kClientPort);
  EXPECT_EQ(record.server.port, kServerPort);
  EXPECT_EQ(record.roles.by, EvidenceKind::kEphemeralRange);
  EXPECT_LT(record.roles.confidence, 0.999);
  EXPECT_EQ(record.state, FlowState::kEstablished);
  EXPECT_EQ(record.end_reason, EndReason::kCaptureEnd);
}

TEST_F(AnalyzerTest, ReadsVlanTagsAndIpv6) {
  add(PacketBuilder()
          .ethernet()
          .vlan(100, 0x88a8)
          .vlan(7)
          .ipv6("2001:db8::23", "2001:db8::5")
          .udp(40000, 53)
          .payload("query")
          .build(),
      10);
  const Collector collector = run();
  ASSERT_EQ(collector.records.size(), 1u);
  const FlowRecord& record = collector.records[0];
  EXPECT_EQ(record.ip_version, 6);
  EXPECT_EQ(record.protocol, kProtocolUdp);
  EXPECT_EQ(record.service, "domain");
  EXPECT_EQ(record.vlan_count, 2);
  EXPECT_THAT(record.vlan_ids, ElementsAre(100, 7));
  EXPECT_EQ(to_string(record.client.address), "2001:db8::23");
  EXPECT_EQ(to_string(record.server.address), "2001:db8::5");
  EXPECT_EQ(record.state, FlowState::kOneWay);
}

TEST_F(AnalyzerTest, CountsEveryFrameInOneBucket) {
  client_says(kTcpSyn, 100, "", 10);
  udp("192.0.2.1", 40000, "192.0.2.2", 53, 11);
  udp("192.0.2.2", 53, "192.0.2.1", 40000, 12);
  add(PacketBuilder().ethernet().ethertype(0x0806).payload(Bytes(28)).build(), 13);
  add(PacketBuilder().ethernet().ipv4("192.0.2.1", "192.0.2.2").transport(2).payload("x").build(),
      14);
  add(Bytes(10), 15);
  add(Bytes(60), 16, static_cast<LinkType>(147));
  Collector collector;
  Analyzer analyzer({}, collector);
  run(analyzer);
  Packet other;
  other.interface_id = 2;
  for (int i = 0; i < 3; ++i) analyzer.add_unanalyzed(other, FrameBucket::kFiltered);

  const Accounting& accounting = analyzer.accounting();
  EXPECT_EQ(accounting.frames(FrameBucket::kTcpFlow), 1u);
  EXPECT_EQ(accounting.frames(FrameBucket::kUdpFlow), 2u);
  EXPECT_EQ(accounting.frames(FrameBucket::kArp), 1u);
  EXPECT_EQ(accounting.frames(FrameBucket::kOtherFlow), 1u);
  EXPECT_EQ(accounting.frames(FrameBucket::kTruncatedLink), 1u);
  EXPECT_EQ(accounting.frames(FrameBucket::kUnsupportedLinkType), 1u);
  EXPECT_EQ(accounting.frames(FrameBucket::kFiltered), 3u);
  EXPECT_EQ(accounting.total(), packets_.size() + 3);
  const auto by_interface = analyzer.accounting_by_interface();
  ASSERT_EQ(by_interface.size(), 3u);
  EXPECT_EQ(by_interface[0].total(), packets_.size());
  EXPECT_EQ(by_interface[1].total(), 0u);
  EXPECT_EQ(by_interface[2].frames(FrameBucket::kFiltered), 3u);
  EXPECT_EQ(collector.records.size(), 3u);
}

// Frames between those of conversations, and more of them than go through at once.
TEST_F(AnalyzerTest, GivesTheSameRecordsHoweverPacketsAreBatched) {
  for (std::uint16_t i = 0; i < 300; ++i) {
    udp("192.0.2.1", static_cast<std::uint16_t>(40000 + i % 90), "192.0.2.2", 53, i);
    if (i % 3 == 0) add(PacketBuilder().ethernet().ethertype(0x0806).build(), i);
  }
  point_to_frames();
  const Collector at_once = run();
  Collector one_by_one;
  Analyzer analyzer({}, one_by_one);
  for (const Packet& packet : packets_) analyzer.add_packets({&packet, 1});
  analyzer.finish();

  EXPECT_EQ(analyzer.accounting().total(), packets_.size());
  ASSERT_EQ(at_once.records.size(), 90u);
  ASSERT_EQ(one_by_one.records.size(), 90u);
  std::uint64_t packets = 0;
  for (std::size_t i = 0; i < 90; ++i) {
    EXPECT_EQ(at_once.records[i].flow_id, one_by_one.records[i].flow_id);
    EXPECT_EQ(at_once.records[i].client.packets, one_by_one.records[i].client.packets);
    EXPECT_EQ(at_once.records[i].client.port, one_by_one.records[i].client.port);
    packets += at_once.records[i].client.packets;
  }
  EXPECT_EQ(packets, 300u);
}

TEST_F(AnalyzerTest, CountsTheBytesThatAPacketHadAndNotThoseThatWereKept) {
  client_says(kTcpPsh | kTcpAck, 100, "a long message", 10);
  packets_[0].captured_length = kTcpHeaders + 2;
  const Collector collector = run();
  ASSERT_EQ(collector.records.size(), 1u);
  EXPECT_EQ(collector.records[0].client.bytes, kTcpHeaders + 14);
  EXPECT_EQ(collector.records[0].client.payload_bytes, 14u);
}

TEST_F(AnalyzerTest, NeedsThePacketsOnlyDuringTheCall) {
  Collector collector;
  Analyzer analyzer({}, collector);
  whole_connection();
  for (std::size_t i = 0; i < packets_.size(); ++i) {
    const std::vector<std::uint8_t> copy = frames_[i];  // gone after the call
    Packet packet = packets_[i];
    packet.data = copy.data();
    analyzer.add_packets({&packet, 1});
  }
  analyzer.finish();
  ASSERT_EQ(collector.records.size(), 1u);
  EXPECT_EQ(collector.records[0].client.payload_bytes, 5u);
}

TEST_F(AnalyzerTest, TellsEventsWithTheRolesAndTheTotalsSoFar) {
  whole_connection();
  const Collector collector = run({.timeouts = {}, .events = true});
  ASSERT_THAT(collector.kinds(), ElementsAre(FlowEventKind::kSyn, FlowEventKind::kEstablished,
                                             FlowEventKind::kClosed));
  std::vector<std::int64_t> times;
  std::vector<std::uint64_t> packets;
  for (const Collector::Event& event : collector.events) {
    EXPECT_EQ(to_string(event.flow.client.address), kClientAddress);
    EXPECT_EQ(event.flow.server.port, kServerPort);
    EXPECT_EQ(event.flow.service, "https");
    times.push_back(event.time_ns);
    packets.push_back(event.flow.client.packets + event.flow.server.packets);
  }
  EXPECT_THAT(times, ElementsAre(10, 30, 80));
  EXPECT_THAT(packets, ElementsAre(1, 3, 8));
}

// What ends before the clock is set is shown by the clock before, also where both are of one batch.
TEST_F(AnalyzerTest, ShowsTheSameTimesHoweverPacketsAreBatched) {
  constexpr std::int64_t kDay_ns = 86400 * kSecond_ns;
  client_says(kTcpSyn, 100, "", 0);
  client_says(kTcpSyn, 100, "", 2 * kDay_ns);
  client_says(kTcpSyn, 777, "", 2 * kDay_ns + kSecond_ns);
  client_says(kTcpAck, 778, "", 7300 * kDay_ns);
  point_to_frames();
  const auto times_in_batches_of = [&](std::size_t size) {
    Collector collector;
    Analyzer analyzer({}, collector);
    for (std::size_t at = 0; at < packets_.size(); at += size) {
      analyzer.add_packets(std::span(packets_).subspan(at, size));
    }
    analyzer.finish();
    std::vector<std::pair<std::uint64_t, std::int64_t>> times;
    for (const FlowRecord& record : collector.records) {
      times.emplace_back(record.flow_id, record.end_ns);
    }
    return times;
  };
  const auto expected = times_in_batches_of(1);
  ASSERT_GE(expected.size(), 2u);
  EXPECT_EQ(expected[1], std::pair(std::uint64_t{2}, 2 * kDay_ns));
  EXPECT_EQ(times_in_batches_of(packets_.size()), expected);
}

TEST_F(AnalyzerTest, EndsSilentConversationsWhenTheClockSaysSo) {
  Collector collector;
  AnalyzerOptions options;
  options.timeouts.udp_ns = 10 * kSecond_ns;
  Analyzer analyzer(options, collector);
  udp("192.0.2.1", 40000, "192.0.2.2", 53, 0);
  point_to_frames();
  analyzer.add_packets(packets_);
  analyzer.advance_clock(10 * kSecond_ns);
  EXPECT_THAT(collector.records, IsEmpty());
  analyzer.advance_clock(20 * kSecond_ns);
  ASSERT_EQ(collector.records.size(), 1u);
  EXPECT_EQ(collector.records[0].end_reason, EndReason::kIdleTimeout);
  EXPECT_EQ(collector.records[0].end_ns, 0);
  analyzer.finish();
  EXPECT_EQ(collector.records.size(), 1u);
}

// Every event said kCaptureEnd, whatever had ended the record.
TEST_F(AnalyzerTest, TellsWithAnEventWhyTheRecordEnded) {
  AnalyzerOptions options;
  options.events = true;
  options.timeouts.udp_ns = 10 * kSecond_ns;
  udp("192.0.2.1", 40000, "192.0.2.2", 53, 0);
  client_says(kTcpSyn, 100, "", 40 * kSecond_ns);
  client_says(kTcpSyn, 900, "", 41 * kSecond_ns);
  const Collector collector = run(options);

  std::vector<std::pair<FlowEventKind, EndReason>> ends;
  for (const Collector::Event& event : collector.events) {
    if (event.kind == FlowEventKind::kTimedOut || event.kind == FlowEventKind::kEnded) {
      ends.emplace_back(event.kind, event.flow.end_reason);
    }
  }
  EXPECT_THAT(ends, ElementsAre(std::pair(FlowEventKind::kTimedOut, EndReason::kIdleTimeout),
                                std::pair(FlowEventKind::kEnded, EndReason::kPortReuse),
                                std::pair(FlowEventKind::kEnded, EndReason::kCaptureEnd)));
}

TEST_F(AnalyzerTest, EndsOpenConversationsInTheOrderTheyBegan) {
  udp("192.0.2.9", 40000, "192.0.2.2", 53, 0);
  udp("192.0.2.1", 40000, "192.0.2.2", 53, 1);
  udp("192.0.2.5", 40000, "192.0.2.2", 53, 2);
  Collector collector;
  Analyzer analyzer({}, collector);
  run(analyzer);
  analyzer.finish();
  std::vector<std::uint64_t> ids;
  for (const FlowRecord& record : collector.records) ids.push_back(record.flow_id);
  EXPECT_THAT(ids, ElementsAre(1, 2, 3));
}

TEST_F(AnalyzerTest, CountsUdpBytesEachWay) {
  udp("192.0.2.1", 40000, "192.0.2.2", 53, 0);
  udp("192.0.2.2", 53, "192.0.2.1", 40000, 1);
  udp("192.0.2.2", 53, "192.0.2.1", 40000, 2);
  const Collector collector = run();
  ASSERT_EQ(collector.records.size(), 1u);
  EXPECT_EQ(collector.records[0].client.bytes, kUdpHeaders + 1);
  EXPECT_EQ(collector.records[0].server.bytes, 2 * (kUdpHeaders + 1));
  EXPECT_EQ(collector.records[0].state, FlowState::kTwoWay);
}

}  // namespace
}  // namespace flowsnoop
