// Which conversation each packet is of, as a PacketListener hears it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "decode/decoded.h"
#include "flowsnoop/analyzer.h"
#include "flowsnoop/flow_timeouts.h"
#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::PacketBuilder;
using testing::ElementsAre;

constexpr std::string_view kA = "192.0.2.1";
constexpr std::string_view kB = "192.0.2.2";

class NoRecords : public RecordSink {
 public:
  void on_record(const FlowRecord& /*record*/) override {}
};

class Listener : public PacketListener {
 public:
  void on_packet(const PacketFlow& packet) override { packets.push_back(packet); }

  // "frame of flow"
  std::vector<std::string> told() const {
    std::vector<std::string> result;
    for (const PacketFlow& packet : packets) {
      result.push_back(std::to_string(packet.frame_number) + " of " +
                       std::to_string(packet.flow_id));
    }
    return result;
  }

  std::vector<PacketFlow> packets;
};

class AnalyzerPackets : public testing::Test {
 protected:
  void udp(std::string_view from, std::uint16_t from_port, std::string_view to,
           std::uint16_t to_port, std::int64_t time_ns) {
    add(PacketBuilder().ethernet().ipv4(from, to).udp(from_port, to_port).payload("x").build(),
        time_ns);
  }
  void add(Bytes frame, std::int64_t time_ns) {
    frames_.push_back(std::move(frame));
    packets_.push_back(test::as_packet(frames_.back(), time_ns, packets_.size() + 1));
  }

  Listener run(FlowTimeouts timeouts = {}) {
    for (std::size_t i = 0; i < packets_.size(); ++i) packets_[i].data = frames_[i].data();
    NoRecords records;
    Listener listener;
    AnalyzerOptions options;
    options.timeouts = timeouts;
    options.packets = &listener;
    Analyzer analyzer(options, records);
    analyzer.add_packets(packets_);
    analyzer.finish();
    return listener;
  }

  std::vector<Bytes> frames_;
  std::vector<Packet> packets_;
};

TEST_F(AnalyzerPackets, EachIsOfItsConversationWhoeverSentIt) {
  udp(kB, 5000, kA, 6000, 1);
  udp(kA, 7000, kB, 8000, 2);
  udp(kA, 6000, kB, 5000, 3);
  const Listener listener = run();
  EXPECT_THAT(listener.told(), ElementsAre("1 of 1", "2 of 2", "3 of 1"));
  const PacketFlow& answer = listener.packets[2];
  EXPECT_EQ(to_string(answer.address[0]), kB) << "the first sender comes first";
  EXPECT_EQ(answer.port[0], 5000);
  EXPECT_EQ(to_string(answer.address[1]), kA);
  EXPECT_EQ(answer.port[1], 6000);
  EXPECT_EQ(answer.protocol, 17);
}

TEST_F(AnalyzerPackets, AfterATimeoutTheyAreOfAnotherRecord) {
  udp(kA, 5000, kB, 6000, 1);
  udp(kA, 5000, kB, 6000, 2);
  udp(kA, 5000, kB, 6000, 1000);
  FlowTimeouts timeouts;
  timeouts.udp_ns = 100;
  EXPECT_THAT(run(timeouts).told(), ElementsAre("1 of 1", "2 of 1", "3 of 3"));
}

TEST_F(AnalyzerPackets, WithoutPortsThereAreNone) {
  const test::Ipv4Fields fields;
  add(PacketBuilder().ethernet().ipv4(kA, kB, fields).transport(47).payload("xxxx").build(), 1);
  add(PacketBuilder().ethernet().ipv4(kA, kB, fields).transport(50).payload("xxxx").build(), 2);
  for (const PacketFlow& packet : run().packets) {
    EXPECT_EQ(packet.port[0], 0);
    EXPECT_EQ(packet.port[1], 0);
  }
}

TEST_F(AnalyzerPackets, FragmentsAreLeftOut) {
  const test::Ipv4Fields first{.identification = 7, .fragment_offset = 0, .more_fragments = true};
  const test::Ipv4Fields second{.identification = 7, .fragment_offset = 24};
  Bytes start = test::from_hex("9c40 0035 0030 0000");
  start.insert(start.end(), 16, 'a');
  add(PacketBuilder().ethernet().ipv4(kA, kB, first).transport(17).payload(start).build(), 1);
  add(PacketBuilder().ethernet().ipv4(kA, kB, second).transport(17).payload(Bytes(24, 'b')).build(),
      2);
  udp(kA, 5000, kB, 6000, 3);
  EXPECT_THAT(run().told(), ElementsAre("3 of 3"));
}

}  // namespace
}  // namespace flowsnoop
