// What the mutators make is still a savefile, no larger than it may be, and its packets still
// decode.
#include <gtest/gtest.h>

#include "block_mutator.h"
#include "capture_image.h"
#include "decode/decode.h"
#include "packet_mutator.h"
#include "support/packet_builder.h"

namespace flowsnoop::fuzz {
namespace {

using test::PacketBuilder;

constexpr unsigned kRounds = 2000;

CaptureImage make_image() {
  CaptureImage image;
  for (std::uint16_t port = 1; port <= 4; ++port) {
    image.records.push_back({.seconds = port,
                             .nanoseconds = 5,
                             .original_length = 0,
                             .bytes = PacketBuilder()
                                          .ethernet()
                                          .ipv4("192.0.2.1", "192.0.2.2")
                                          .tcp(port, 80)
                                          .payload("a payload of some length")
                                          .build()});
  }
  return image;
}

TEST(CaptureImage, IsWhatWasWritten) {
  const CaptureImage image = make_image();
  const auto parsed = CaptureImage::parse(image.write());
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->records.size(), image.records.size());
  EXPECT_EQ(parsed->link_type, image.link_type);
  for (std::size_t i = 0; i < image.records.size(); ++i) {
    EXPECT_EQ(parsed->records[i].bytes, image.records[i].bytes);
    EXPECT_EQ(parsed->records[i].seconds, image.records[i].seconds);
  }
}

TEST(CaptureImage, WritesNoMoreThanThereIsRoomFor) {
  const std::size_t whole = make_image().write().size();
  EXPECT_LT(make_image().write(whole - 1).size(), whole - 1);
}

TEST(CaptureMutator, KeepsASavefileASavefile) {
  constexpr std::size_t kRoom = 4096;
  Bytes savefile = make_image().write();
  bool has_changed = false;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Bytes changed = savefile;
    changed.resize(kRoom);
    changed.resize(mutate_capture(changed.data(), savefile.size(), kRoom, seed));
    ASSERT_LE(changed.size(), kRoom);
    has_changed |= changed != savefile;
    const auto image = CaptureImage::parse(changed);
    if (image && !image->records.empty()) savefile = changed;
  }
  EXPECT_TRUE(has_changed);
}

TEST(CaptureMutator, LeavesMostPacketsInConversations) {
  unsigned in_flows = 0;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Bytes frame = make_image().records[0].bytes;
    mutate_frame(frame, 1, 1500, seed);
    Decoded decoded;
    in_flows += is_flow(decode_packet(test::as_packet(frame), decoded)) ? 1 : 0;
  }
  EXPECT_GT(in_flows, kRounds / 2);
  EXPECT_LT(in_flows, kRounds);
}

TEST(CaptureMutator, CrossesTwoCaptures) {
  const Bytes one = make_image().write();
  Bytes out(2 * one.size());
  std::size_t most = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    const std::size_t size = cross_captures(one, one, out.data(), out.size(), seed);
    ASSERT_LE(size, out.size());
    const auto crossed = CaptureImage::parse({out.data(), size});
    ASSERT_TRUE(crossed);
    most = std::max(most, crossed->records.size());
  }
  EXPECT_GT(most, make_image().records.size());
}

// A section header and an interface, as pcapng has them in little-endian order.
Bytes make_pcapng() {
  return test::from_hex(
      "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000"
      "01000000 14000000 0100 0000 00000400 14000000");
}

TEST(BlockMutator, KeepsTheTwoLengthsOfABlockEqual) {
  const Bytes savefile = make_pcapng();
  unsigned well_formed = 0;
  for (unsigned seed = 0; seed < kRounds; ++seed) {
    Bytes changed = savefile;
    changed.resize(512);
    const std::size_t size = mutate_blocks(changed.data(), savefile.size(), changed.size(), seed);
    ASSERT_LE(size, changed.size());
    std::size_t at = 0;
    while (at + 12 <= size) {
      const std::size_t length = changed[at + 4] + changed[at + 5] * 256u;
      if (length < 12 || at + length > size || changed[at + length - 4] != changed[at + 4]) break;
      at += length;
    }
    well_formed += at == size ? 1 : 0;
  }
  EXPECT_GT(well_formed, kRounds / 2);
}

}  // namespace
}  // namespace flowsnoop::fuzz
