#include "engine/decode_ahead.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::PacketBuilder;

// Keeps what it hears of payloads, and may refuse them.
class Listener : public FlowListener {
 public:
  void on_payload(Flow& /*flow*/, Side /*sender*/, const FlowPacket& packet) override {
    if (refuses) throw std::runtime_error("refused");
    const Decoded& headers = packet.headers;
    payloads.emplace_back(headers.payload, headers.payload + headers.payload_captured);
  }
  void on_last_look(std::span<const Flow* const> /*flows*/) override {}
  void on_capture_end() override {}
  void on_flow_end(const Flow& /*flow*/, EndReason /*reason*/) override {}
  void on_flow_event(Flow& /*flow*/, FlowEventKind /*kind*/, std::int64_t /*time_ns*/,
                     EndReason /*reason*/) override {}

  std::vector<Bytes> payloads;
  bool refuses = false;
};

class DecodeAheadTest : public testing::Test {
 protected:
  // Each packet of a conversation of its own, so that all payloads are looked at. The bytes are
  // gone after the call.
  static void add_packet(DecodeAhead& ahead, std::uint16_t port, const Bytes& payload) {
    Bytes frame = PacketBuilder()
                      .ethernet()
                      .ipv4("192.0.2.1", "198.51.100.7")
                      .udp(port, 9)
                      .payload(payload)
                      .build();
    const Packet packet = test::as_packet(frame, 1'000'000, port);
    ahead.add({&packet, 1});
    std::fill(frame.begin(), frame.end(), std::uint8_t{0xee});
  }
  static Bytes payload_of(std::uint16_t port, std::size_t size) {
    return Bytes(size, static_cast<std::uint8_t>(port % 251));
  }

  // Hears of no records: the listener makes none.
  class Sink : public RecordSink {
   public:
    void on_record(const FlowRecord& /*record*/) override {}
  };

  Sink sink_;
  Doorbell bell_;
  RecordRelay relay_{sink_, bell_, true};
  Listener listener_;
  FlowTracker tracker_{{}, {1, 2}, listener_};
  ClockSteps clock_;
  FrameIntake intake_{{}, {1, 2}, clock_, tracker_};
};

TEST_F(DecodeAheadTest, TakesPacketsInOrderAndKeepsTheirBytes) {
  constexpr std::uint16_t kPackets = 20'000;
  DecodeAhead ahead({}, intake_, relay_, bell_);
  for (std::uint16_t port = 1; port <= kPackets; ++port) {
    add_packet(ahead, port, payload_of(port, port % 300u + 1));
  }
  ahead.drain();
  ASSERT_EQ(listener_.payloads.size(), kPackets);
  for (std::uint16_t port = 1; port <= kPackets; ++port) {
    ASSERT_EQ(listener_.payloads[port - 1u], payload_of(port, port % 300u + 1));
  }
  EXPECT_EQ(intake_.accounting().frames(FrameBucket::kUdpFlow), kPackets);
}

TEST_F(DecodeAheadTest, MayBeGivenMoreAfterDraining) {
  DecodeAhead ahead({}, intake_, relay_, bell_);
  ahead.drain();
  for (std::uint16_t port = 1; port <= 10; ++port) {
    add_packet(ahead, port, payload_of(port, 8));
    ahead.drain();
    EXPECT_EQ(listener_.payloads.size(), port);
  }
}

TEST_F(DecodeAheadTest, TakesPacketsThatAreLargerThanABlock) {
  constexpr std::uint32_t kLarge = 3u << 20;
  DecodeAhead ahead({}, intake_, relay_, bell_);
  Bytes frame = PacketBuilder()
                    .ethernet()
                    .ipv4("192.0.2.1", "198.51.100.7")
                    .udp(5000, 9)
                    .payload(payload_of(1, 1000))
                    .build();
  frame.resize(kLarge);
  const std::vector<Packet> packets(100, test::as_packet(frame, 1'000'000, 1));
  ahead.add(packets);
  add_packet(ahead, 2, payload_of(2, 8));
  ahead.drain();
  EXPECT_EQ(intake_.accounting().total(), 101u);
  EXPECT_EQ(listener_.payloads.back(), payload_of(2, 8));
}

TEST_F(DecodeAheadTest, CountsFramesThatAreNotAnalyzed) {
  DecodeAhead ahead({}, intake_, relay_, bell_);
  Packet packet;
  packet.interface_id = 2;
  for (int i = 0; i < 1000; ++i) ahead.count(packet, FrameBucket::kFiltered);
  ahead.drain();
  EXPECT_EQ(intake_.accounting().frames(FrameBucket::kFiltered), 1000u);
  EXPECT_EQ(intake_.by_interface()[2].total(), 1000u);
}

TEST_F(DecodeAheadTest, ThrowsWhatTakingThrew) {
  listener_.refuses = true;
  DecodeAhead ahead({}, intake_, relay_, bell_);
  add_packet(ahead, 1, payload_of(1, 8));
  EXPECT_THROW(ahead.drain(), std::runtime_error);
  EXPECT_THROW(add_packet(ahead, 2, payload_of(2, 8)), std::runtime_error);
  EXPECT_THROW(ahead.count({}, FrameBucket::kFiltered), std::runtime_error);
  EXPECT_THROW(ahead.drain(), std::runtime_error);
}

// However much follows, nobody waits for ever.
TEST_F(DecodeAheadTest, ThrowsWhileMoreIsAdded) {
  listener_.refuses = true;
  DecodeAhead ahead({}, intake_, relay_, bell_);
  const auto add_many = [&] {
    for (int i = 0; i < 100'000; ++i) add_packet(ahead, 1, payload_of(1, 8));
  };
  EXPECT_THROW(add_many(), std::runtime_error);
}

// As where the program fails: what was not drained may be left.
TEST_F(DecodeAheadTest, EndsWithPacketsThatWait) {
  {
    DecodeAhead ahead({}, intake_, relay_, bell_);
    for (std::uint16_t port = 1; port <= 700; ++port) add_packet(ahead, port, payload_of(port, 8));
  }
  EXPECT_LE(listener_.payloads.size(), 700u);
}

}  // namespace
}  // namespace flowsnoop
