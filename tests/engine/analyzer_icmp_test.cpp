// ICMP through the whole analyzer: its conversations, and what its errors say of others.
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::PacketBuilder;

constexpr std::uint8_t kIcmp = 1;
constexpr std::size_t kEthernetHeader = 14;

class Collector : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override { records.push_back(record); }
  std::vector<FlowRecord> records;
};

class AnalyzerIcmp : public testing::Test {
 protected:
  void add(const Bytes& frame) { frames_.push_back(frame); }
  void udp(std::uint16_t from_port, std::uint16_t to_port) {
    add(PacketBuilder()
            .ethernet()
            .ipv4("192.0.2.1", "192.0.2.2")
            .udp(from_port, to_port)
            .payload("x")
            .build());
  }
  void icmp(std::string_view from, std::string_view to, const Bytes& message) {
    add(PacketBuilder().ethernet().ipv4(from, to).transport(kIcmp).payload(message).build());
  }
  void echo(std::string_view from, std::string_view to, std::uint8_t type,
            std::uint8_t identifier) {
    icmp(from, to, {type, 0, 0, 0, 0, identifier, 0, 1, 'x'});
  }
  // An error that quotes the IP header of a frame, and eight bytes more.
  void error(Bytes message, std::size_t about) {
    const auto quoted = frames_[about].begin() + kEthernetHeader;
    message.insert(message.end(), quoted, quoted + 28);
    icmp("203.0.113.9", "192.0.2.1", message);
  }
  void run() {
    std::vector<Packet> packets;
    for (const Bytes& frame : frames_)
      packets.push_back(test::as_packet(frame, 0, packets.size() + 1));
    Analyzer analyzer({}, collector_);
    analyzer.add_packets(packets);
    analyzer.finish();
    accounting_ = analyzer.accounting();
  }

  std::vector<Bytes> frames_;
  Collector collector_;
  Accounting accounting_;
};

TEST_F(AnalyzerIcmp, AnUnreachablePortTellsWhoWasAsked) {
  // A probe from a low port to a high one: the ports alone would turn it around.
  udp(514, 50000);
  error({3, 3, 0, 0, 0, 0, 0, 0}, 0);
  run();
  ASSERT_EQ(collector_.records.size(), 1u);
  const FlowRecord& record = collector_.records[0];
  const Roles& roles = record.roles;
  const auto evidence =
      std::find_if(roles.evidence.begin(), roles.evidence.begin() + roles.evidence_count,
                   [](const Evidence& item) { return item.kind == EvidenceKind::kUnreachable; });
  ASSERT_NE(evidence, roles.evidence.begin() + roles.evidence_count);
  EXPECT_EQ(evidence->log_odds > 0, record.server.port == 50000);
  EXPECT_TRUE(record.icmp_errors.has(IcmpErrorKind::kPortUnreachable));
}

TEST_F(AnalyzerIcmp, ErrorsAreTiedToTheConversationThatTheyQuote) {
  udp(40000, 33434);
  udp(40001, 33434);
  error({3, 4, 0, 0, 0, 0, 5, 0x78}, 1);
  error({11, 0, 0, 0, 0, 0, 0, 0}, 1);
  error({11, 0, 0, 0, 0, 0, 0, 0}, 1);
  run();
  EXPECT_EQ(accounting_.frames(FrameBucket::kIcmpError), 3u);
  ASSERT_EQ(collector_.records.size(), 2u) << "an error is no conversation";
  EXPECT_EQ(collector_.records[0].icmp_errors.kinds, 0);
  const IcmpErrors& errors = collector_.records[1].icmp_errors;
  EXPECT_TRUE(errors.has(IcmpErrorKind::kFragmentationNeeded));
  EXPECT_TRUE(errors.has(IcmpErrorKind::kTtlExceeded));
  EXPECT_FALSE(errors.has(IcmpErrorKind::kPortUnreachable));
  EXPECT_EQ(errors.count, 3);
  EXPECT_EQ(errors.mtu, 1400u);
}

TEST_F(AnalyzerIcmp, ErrorsAboutAnEchoAreTiedToIt) {
  echo("192.0.2.1", "192.0.2.2", 8, 7);
  error({11, 0, 0, 0, 0, 0, 0, 0}, 0);
  run();
  ASSERT_EQ(collector_.records.size(), 1u);
  EXPECT_TRUE(collector_.records[0].icmp_errors.has(IcmpErrorKind::kTtlExceeded));
}

// In a tunnel as outside of it: the same sockets in another one are another conversation.
TEST_F(AnalyzerIcmp, ErrorsInATunnelAreAboutWhatIsInIt) {
  const auto in_gre = [](const Bytes& frame, std::uint8_t key) {
    constexpr std::uint8_t kGre = 47;
    Bytes payload = {0x20, 0, 0x65, 0x58, 0, 0, 0, key};
    payload.insert(payload.end(), frame.begin(), frame.end());
    return PacketBuilder()
        .ethernet()
        .ipv4("203.0.113.1", "203.0.113.2")
        .transport(kGre)
        .payload(payload)
        .build();
  };
  udp(40000, 33434);
  error({3, 1, 0, 0, 0, 0, 0, 0}, 0);
  const Bytes asked = frames_[0];
  const Bytes refused = frames_[1];
  frames_ = {in_gre(asked, 1), in_gre(asked, 2), in_gre(refused, 2)};
  run();
  EXPECT_EQ(accounting_.frames(FrameBucket::kIcmpError), 1u);
  ASSERT_EQ(collector_.records.size(), 2u);
  EXPECT_EQ(collector_.records[0].icmp_errors.kinds, 0);
  EXPECT_TRUE(collector_.records[1].icmp_errors.has(IcmpErrorKind::kHostUnreachable));
}

TEST_F(AnalyzerIcmp, AnEchoIsFollowedByItsIdentifier) {
  echo("192.0.2.9", "192.0.2.1", 8, 7);
  echo("192.0.2.1", "192.0.2.9", 0, 7);
  echo("192.0.2.9", "192.0.2.1", 8, 8);
  echo("192.0.2.1", "192.0.2.9", 0, 9);
  run();
  EXPECT_EQ(accounting_.frames(FrameBucket::kIcmpFlow), 4u);
  ASSERT_EQ(collector_.records.size(), 3u);
  for (const FlowRecord& record : collector_.records) {
    EXPECT_EQ(to_string(record.client.address), "192.0.2.9") << record.flow_id;
    EXPECT_EQ(record.icmp_type, 8) << record.flow_id;
    EXPECT_EQ(record.client.port, 0) << record.flow_id;
    EXPECT_FALSE(record.roles.symmetric) << record.flow_id;
  }
  EXPECT_EQ(collector_.records[0].icmp_identifier, 7);
  EXPECT_EQ(collector_.records[0].state, FlowState::kTwoWay);
  EXPECT_EQ(collector_.records[2].icmp_identifier, 9) << "of which only the reply was captured";
}

// The payload of an echo is nobody's protocol: this one looks like DNS.
TEST_F(AnalyzerIcmp, PayloadsOfOtherProtocolsAreNotInspected) {
  icmp("192.0.2.1", "192.0.2.2",
       test::from_hex(
           "0800 0000 0007 0001"
           "1a2b 0100 0001 0000 0000 0000 0377777707 6578616d706c65 03636f6d 00 0001 0001"));
  run();
  ASSERT_EQ(collector_.records.size(), 1u);
  EXPECT_EQ(collector_.records[0].application, "");
}

TEST_F(AnalyzerIcmp, AnErrorAboutAnUnknownConversationIsItsSendersOwn) {
  udp(40000, 33434);
  error({3, 1, 0, 0, 0, 0, 0, 0}, 0);
  frames_.erase(frames_.begin());
  run();
  EXPECT_EQ(accounting_.frames(FrameBucket::kIcmpError), 0u);
  EXPECT_EQ(accounting_.frames(FrameBucket::kIcmpFlow), 1u);
  ASSERT_EQ(collector_.records.size(), 1u);
  EXPECT_EQ(collector_.records[0].icmp_type, 3);
  EXPECT_EQ(collector_.records[0].icmp_code, 1);
}

}  // namespace
}  // namespace flowsnoop
