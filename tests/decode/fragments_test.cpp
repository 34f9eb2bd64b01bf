#include "decode/fragments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kSource = "192.0.2.1";
constexpr const char* kDestination = "198.51.100.7";
constexpr const char* kSource6 = "2001:db8::1";
constexpr const char* kDestination6 = "2001:db8::2";
constexpr std::int64_t kSecond_ns = 1'000'000'000;

// A UDP datagram, header included, whose payload bytes tell their place.
Bytes udp_datagram(std::size_t payload_size) {
  Bytes payload(payload_size);
  std::iota(payload.begin(), payload.end(), std::uint8_t{0});
  const Bytes frame =
      PacketBuilder().ipv4(kSource, kDestination).udp(40000, 53).payload(payload).build();
  return {frame.begin() + 20, frame.end()};
}

class Fragments : public testing::Test {
 protected:
  bool add_frame(const Bytes& frame, std::size_t captured) {
    Packet packet = as_packet(frame, now_ns_, ++frame_number_, LinkType::kRaw);
    packet.captured_length = static_cast<std::uint32_t>(captured);
    Decoded decoded;
    EXPECT_EQ(decode_packet(packet, decoded, {.verify_checksums = true, .hold_fragments = true}),
              FrameBucket::kFragment);
    const FrameShare share{interface_id_, 1};
    return reassembler_.add({decoded, now_ns_, frame_number_, packet.original_length, {&share, 1}},
                            out_);
  }
  bool add(const Bytes& part, std::size_t offset, bool more, std::size_t cut = 0) {
    const Ipv4Fields fields{.identification = identification_,
                            .fragment_offset = static_cast<std::uint16_t>(offset),
                            .more_fragments = more};
    const Bytes frame =
        PacketBuilder().ipv4(kSource, kDestination, fields).transport(17).payload(part).build();
    return add_frame(frame, frame.size() - cut);
  }
  // Bytes [begin, end) of the datagram; the last one where they reach its end.
  bool add_part(const Bytes& datagram, std::size_t begin, std::size_t end) {
    const auto at = [&](std::size_t i) {
      return datagram.begin() + static_cast<std::ptrdiff_t>(i);
    };
    return add(Bytes(at(begin), at(end)), begin, end < datagram.size());
  }
  void expect_whole(const Bytes& datagram, std::uint32_t frames) {
    ASSERT_EQ(out_.size(), 1u);
    EXPECT_TRUE(out_[0].is_whole);
    EXPECT_EQ(out_[0].bytes, datagram);
    ASSERT_EQ(out_[0].frames.size(), 1u);
    EXPECT_EQ(out_[0].frames[0].frames, frames);
    EXPECT_EQ(out_[0].frame_number, frame_number_);
    EXPECT_TRUE(reassembler_.empty());
  }

  FragmentReassembler reassembler_;
  std::vector<Datagram> out_;
  std::int64_t now_ns_ = 0;
  std::uint64_t frame_number_ = 0;
  std::uint32_t interface_id_ = 0;
  std::uint16_t identification_ = 1;
};

TEST_F(Fragments, BecomeADatagramInEveryOrder) {
  const Bytes datagram = udp_datagram(100);
  std::vector<std::size_t> order{0, 32, 64, 96};
  do {
    out_.clear();
    for (const std::size_t begin : order) {
      EXPECT_TRUE(out_.empty());
      now_ns_ += 5;
      ASSERT_TRUE(add_part(datagram, begin, std::min(begin + 32, datagram.size())));
    }
    expect_whole(datagram, 4);
    EXPECT_EQ(out_[0].timestamp_ns, now_ns_);
    EXPECT_EQ(out_[0].original_length, 4 * 20 + 108u);
    Decoded decoded;
    EXPECT_EQ(decode_datagram(out_[0].headers, true, decoded, {.verify_checksums = true}),
              FrameBucket::kUdpFlow);
    EXPECT_EQ(decoded.source_port, 40000);
    EXPECT_EQ(decoded.payload_length, 100u);
    EXPECT_EQ(decoded.payload_captured, 100u);
    EXPECT_FALSE(decoded.fragmented);
    EXPECT_EQ(decoded.verified_checksums, kIpChecksum | kTransportChecksum);
    EXPECT_EQ(decoded.bad_checksums, 0);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(reassembler_.counts().reassembled, 24u);
}

TEST_F(Fragments, ShowAWrongChecksumOfTheWholeDatagram) {
  Bytes datagram = udp_datagram(40);
  datagram.back() ^= 1;
  add_part(datagram, 0, 24);
  add_part(datagram, 24, 48);
  ASSERT_EQ(out_.size(), 1u);
  Decoded decoded;
  decode_datagram(out_[0].headers, true, decoded, {.verify_checksums = true});
  EXPECT_EQ(decoded.bad_checksums, kTransportChecksum);
}

TEST_F(Fragments, OfIpv6BecomeADatagramWhateverTheLaterOnesAnnounce) {
  const Bytes first_part(16, 1);
  const Bytes frames[] = {PacketBuilder()
                              .ipv6(kSource6, kDestination6)
                              .fragment_header(8, false)
                              .transport(59)
                              .payload("the rest")
                              .build(),
                          PacketBuilder()
                              .ipv6(kSource6, kDestination6)
                              .extension(0)
                              .fragment_header(0, true)
                              .transport(17)
                              .payload(from_hex("9c40 0035 0010 0000"))
                              .build()};
  for (const Bytes& frame : frames) ASSERT_TRUE(add_frame(frame, frame.size()));
  ASSERT_EQ(out_.size(), 1u);
  ASSERT_TRUE(out_[0].is_whole);
  Decoded decoded;
  EXPECT_EQ(decode_datagram(out_[0].headers, true, decoded), FrameBucket::kUdpFlow);
  EXPECT_EQ(decoded.destination_port, 53);
  EXPECT_EQ(std::string(decoded.payload, decoded.payload + decoded.payload_captured), "the rest");
}

TEST_F(Fragments, OfOtherDatagramsAreKeptApart) {
  const Bytes datagram = udp_datagram(56);
  add_part(datagram, 0, 32);
  identification_ = 2;
  add_part(datagram, 32, 64);
  EXPECT_TRUE(out_.empty());
  add_part(datagram, 0, 32);
  EXPECT_EQ(out_.size(), 1u);
  EXPECT_FALSE(reassembler_.empty());
}

TEST_F(Fragments, ThatComeTwiceAreCountedWithTheirDatagram) {
  const Bytes datagram = udp_datagram(56);
  add_part(datagram, 0, 32);
  add_part(datagram, 0, 32);
  add_part(datagram, 8, 24);
  add_part(datagram, 32, 64);
  expect_whole(datagram, 4);
  EXPECT_EQ(reassembler_.counts().duplicates, 2u);
  EXPECT_EQ(reassembler_.counts().overlaps, 0u);
}

TEST_F(Fragments, ThatOverlapKeepTheBytesThatCameFirst) {
  add(Bytes(8, 'b'), 8, true);
  add(Bytes(8, 'd'), 24, true);
  add(Bytes(40, 'x'), 0, true);  // around and between the others
  add(Bytes(16, 'e'), 32, false);
  ASSERT_EQ(out_.size(), 1u);
  EXPECT_EQ(std::string(out_[0].bytes.begin(), out_[0].bytes.end()),
            "xxxxxxxxbbbbbbbbxxxxxxxxddddddddxxxxxxxxeeeeeeee");
  EXPECT_EQ(reassembler_.counts().overlaps, 2u);
  EXPECT_EQ(reassembler_.counts().duplicates, 0u);
}

TEST_F(Fragments, WithAMissingPieceShowWhatIsBeforeIt) {
  const Bytes datagram = udp_datagram(92);
  add_part(datagram, 64, 100);
  now_ns_ = 7;
  add_part(datagram, 0, 32);
  reassembler_.give_up_all(out_);
  ASSERT_EQ(out_.size(), 1u);
  EXPECT_FALSE(out_[0].is_whole);
  EXPECT_TRUE(out_[0].has_first);
  EXPECT_EQ(out_[0].frame_number, 2u);
  EXPECT_EQ(out_[0].bytes, Bytes(datagram.begin(), datagram.begin() + 32));
  EXPECT_EQ(out_[0].headers.payload_length, 68u);
  Decoded decoded;
  EXPECT_EQ(decode_datagram(out_[0].headers, false, decoded), FrameBucket::kUdpFlow);
  EXPECT_TRUE(decoded.fragmented);
  EXPECT_EQ(decoded.destination_port, 53);
  EXPECT_EQ(reassembler_.counts().incomplete, 1u);
}

TEST_F(Fragments, WithoutTheFirstSaySo) {
  add_part(udp_datagram(92), 32, 64);
  reassembler_.give_up_all(out_);
  ASSERT_EQ(out_.size(), 1u);
  EXPECT_FALSE(out_[0].has_first);
  EXPECT_TRUE(out_[0].bytes.empty());
}

TEST_F(Fragments, ThatASnaplenCutAreWholeWithTheBytesBeforeTheCut) {
  const Bytes datagram = udp_datagram(56);
  add(Bytes(datagram.begin() + 32, datagram.end()), 32, false);
  add(Bytes(datagram.begin(), datagram.begin() + 32), 0, true, 20);
  ASSERT_EQ(out_.size(), 1u);
  EXPECT_TRUE(out_[0].is_whole);
  EXPECT_EQ(out_[0].bytes, Bytes(datagram.begin(), datagram.begin() + 12));
  EXPECT_EQ(out_[0].headers.payload_captured, 12u);
  EXPECT_EQ(out_[0].headers.payload_length, 64u);
}

// RFC 1858 section 3: pieces of eight bytes, the smallest there are.
TEST_F(Fragments, OfEightBytesBecomeADatagram) {
  const Bytes datagram = udp_datagram(1000);
  for (std::size_t i = datagram.size(); i > 0; i -= 8) add_part(datagram, i - 8, i);
  expect_whole(datagram, 126);
}

TEST_F(Fragments, WaitForAMinuteAndNoLonger) {
  const Bytes datagram = udp_datagram(56);
  add_part(datagram, 0, 32);
  reassembler_.expire(60 * kSecond_ns, out_);
  EXPECT_TRUE(out_.empty());
  reassembler_.expire(60 * kSecond_ns + 1, out_);
  EXPECT_EQ(out_.size(), 1u);
  EXPECT_TRUE(reassembler_.empty());
}

// The same identification, used again before anything expired what was older.
TEST_F(Fragments, AreNotJoinedWithThoseOfLongBeforeOrAfter) {
  const Bytes datagram = udp_datagram(56);
  for (const std::int64_t time_ns : {100 * kSecond_ns, 161 * kSecond_ns, 100 * kSecond_ns}) {
    now_ns_ = time_ns;
    add_part(datagram, 0, 32);
  }
  ASSERT_EQ(out_.size(), 2u);
  EXPECT_FALSE(out_[0].is_whole);
  EXPECT_FALSE(out_[1].is_whole);
}

TEST_F(Fragments, UpToTheLargestDatagramAreTakenAndBeyondItRefused) {
  EXPECT_TRUE(add(Bytes(7), 65528, false));
  identification_ = 2;
  EXPECT_FALSE(add(Bytes(8), 65528, false));
  EXPECT_FALSE(add(Bytes(1480), 65000, true));
  EXPECT_EQ(reassembler_.counts().refused, 2u);
  reassembler_.give_up_all(out_);
  EXPECT_EQ(out_.size(), 1u);
}

TEST_F(Fragments, ThatContradictTheOthersAreRefused) {
  EXPECT_FALSE(add(Bytes(9), 0, true)) << "the next one cannot begin there";
  EXPECT_FALSE(add(Bytes(), 8, false));
  EXPECT_TRUE(add(Bytes(8), 32, true));
  EXPECT_FALSE(add(Bytes(8), 24, false)) << "ends before what is there";
  EXPECT_TRUE(add(Bytes(16), 48, false));
  EXPECT_FALSE(add(Bytes(16), 56, true)) << "beyond the end";
  EXPECT_FALSE(add(Bytes(8), 48, false)) << "another end";
  EXPECT_EQ(reassembler_.counts().refused, 5u);
}

TEST_F(Fragments, AreHeldOfSoManyDatagramsAtMostAndTheOldestGivenUp) {
  constexpr std::size_t kTooMany = 3;
  for (std::size_t i = 0; i < FragmentReassembler::kMaxDatagrams + kTooMany; ++i) {
    identification_ = static_cast<std::uint16_t>(i);
    ASSERT_TRUE(add(Bytes(8), 0, true));
  }
  ASSERT_EQ(out_.size(), kTooMany);
  EXPECT_EQ(out_[0].frame_number, 1u);
  EXPECT_EQ(out_[2].frame_number, 3u);
  EXPECT_EQ(reassembler_.counts().evicted, kTooMany);
}

TEST_F(Fragments, AreHeldOfSoManyBytesAtMost) {
  constexpr std::size_t kSize = 65000;
  constexpr std::size_t kFit = FragmentReassembler::kMaxBytes / (kSize + 2048);
  const Bytes part(kSize);
  for (std::uint16_t i = 0; i < kFit; ++i) {
    identification_ = i;
    add(part, 0, true);
  }
  EXPECT_TRUE(out_.empty());
  for (std::uint16_t i = 0; i < 20; ++i) {
    identification_ = static_cast<std::uint16_t>(1000 + i);
    add(part, 0, true);
  }
  EXPECT_GT(out_.size(), 0u);
  EXPECT_EQ(reassembler_.counts().evicted, out_.size());
}

TEST_F(Fragments, OfOneDatagramAreTakenUpToABound) {
  for (std::size_t i = 0; i < FragmentReassembler::kMaxFragments; ++i) {
    ASSERT_TRUE(add(Bytes(8), 8 * i, true));
  }
  EXPECT_FALSE(add(Bytes(8), 8 * FragmentReassembler::kMaxFragments, true));
}

TEST_F(Fragments, RememberWhichInterfacesTheyCameFrom) {
  const Bytes datagram = udp_datagram(56);
  interface_id_ = 3;
  add_part(datagram, 0, 24);
  interface_id_ = 1;
  add_part(datagram, 24, 48);
  interface_id_ = 3;
  add_part(datagram, 48, 64);
  ASSERT_EQ(out_.size(), 1u);
  ASSERT_EQ(out_[0].frames.size(), 2u);
  EXPECT_EQ(out_[0].frames[0].interface_id, 3u);
  EXPECT_EQ(out_[0].frames[0].frames, 2u);
  EXPECT_EQ(out_[0].frames[1].frames, 1u);
}

}  // namespace
}  // namespace flowsnoop::test
