#include "engine/decoded_frames.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

using test::Bytes;
using test::PacketBuilder;

class DecodedFramesTest : public testing::Test {
 protected:
  DecodedFramesTest() { frames_->clear(); }

  void capture(const Bytes& frame, std::uint32_t interface_id = 0) {
    packets_.push_back(test::as_packet(frame, 5, packets_.size() + 1));
    packets_.back().interface_id = interface_id;
  }
  // Adds what is captured, as far as there is room; returns how many times that took.
  int add_all(const DecodeOptions& options = {}) {
    int calls = 0;
    std::span<const Packet> left = packets_;
    for (; !left.empty() && !frames_->is_full(); ++calls) {
      left = left.subspan(frames_->add(left, options));
    }
    left_ = left.size();
    return calls;
  }
  std::vector<std::uint64_t> frame_numbers() const {
    std::vector<std::uint64_t> numbers;
    for (std::size_t i = 0; i < frames_->packet_count; ++i) {
      numbers.push_back(frames_->packets[i].frame_number);
    }
    return numbers;
  }

  const Bytes tcp_ =
      PacketBuilder().ethernet().ipv4("192.0.2.1", "192.0.2.2").tcp(50000, 443).build();
  const Bytes udp_ = PacketBuilder()
                         .ethernet()
                         .ipv4("192.0.2.1", "192.0.2.2")
                         .udp(50000, 53)
                         .payload(Bytes(12, 1))
                         .build();
  const Bytes over_ipv6_ =
      PacketBuilder().ethernet().ipv6("2001:db8::1", "2001:db8::2").tcp(50000, 443).build();
  const Bytes arp_ = PacketBuilder().ethernet().build();

  std::vector<Packet> packets_;
  std::size_t left_ = 0;
  const std::unique_ptr<DecodedFrames> frames_ = std::make_unique<DecodedFrames>();
};

TEST_F(DecodedFramesTest, TakesPlainFramesAtOnce) {
  capture(tcp_);
  capture(udp_);
  capture(tcp_);
  EXPECT_EQ(add_all(), 1);
  EXPECT_EQ(frames_->plain.count, 3u);
  EXPECT_EQ(frames_->plain.udp, 1u);
  EXPECT_EQ(frames_->frame_count, 0u);
  EXPECT_EQ(frame_numbers(), (std::vector<std::uint64_t>{1, 2, 3}));
  const FlowPacket& second = frames_->packets[1];
  EXPECT_EQ(second.timestamp_ns, 5);
  EXPECT_EQ(second.original_length, udp_.size());
  EXPECT_EQ(second.frames, 1u);
  EXPECT_EQ(second.headers.destination_port, 53);
}

// They count as plain, though they are decoded the long way.
TEST_F(DecodedFramesTest, TakesConversationsOverIpv6AmongThem) {
  capture(tcp_);
  capture(over_ipv6_);
  capture(tcp_);
  EXPECT_EQ(add_all(), 3);
  EXPECT_EQ(frames_->plain.count, 3u);
  EXPECT_EQ(frames_->plain.udp, 0u);
  EXPECT_EQ(frame_numbers(), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(DecodedFramesTest, KeepsEachFrameApartAfterTheFirstThatIsNotPlain) {
  capture(udp_);
  capture(arp_);
  capture(udp_);
  add_all();
  EXPECT_EQ(frames_->plain.count, 1u);
  EXPECT_EQ(frames_->plain.udp, 1u);
  ASSERT_EQ(frames_->frame_count, 2u);
  EXPECT_EQ(frames_->frames[0].packets, 0);
  EXPECT_EQ(frames_->frames[1].bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(frames_->frames[1].packets, 1);
  EXPECT_EQ(frame_numbers(), (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(frames_->used, 3u);
}

TEST_F(DecodedFramesTest, HasPlainFramesOfOneInterfaceOnly) {
  capture(tcp_, 4);
  capture(tcp_, 4);
  capture(tcp_, 5);
  add_all();
  EXPECT_EQ(frames_->plain.count, 2u);
  EXPECT_EQ(frames_->plain.interface_id, 4u);
  ASSERT_EQ(frames_->frame_count, 1u);
  EXPECT_EQ(frames_->frames[0].interface_id, 5u);
}

TEST_F(DecodedFramesTest, TakesNoMoreThanItHasRoomFor) {
  for (std::size_t i = 0; i < DecodedFrames::kCapacity + 7; ++i) capture(tcp_);
  EXPECT_EQ(add_all(), 1);
  EXPECT_TRUE(frames_->is_full());
  EXPECT_EQ(frames_->plain.count, DecodedFrames::kCapacity);
  EXPECT_EQ(left_, 7u);
}

// What their checksums say is counted for each.
TEST_F(DecodedFramesTest, HasNoPlainFramesWhereChecksumsAreVerified) {
  capture(tcp_);
  add_all({.verify_checksums = true});
  EXPECT_EQ(frames_->plain.count, 0u);
  ASSERT_EQ(frames_->frame_count, 1u);
  EXPECT_NE(frames_->packets[0].headers.verified_checksums, 0);
}

}  // namespace
}  // namespace flowsnoop
