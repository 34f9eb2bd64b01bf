#include "decode/tcp_options.h"

#include <gtest/gtest.h>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

TcpOptions options_of(std::string_view hex) {
  return parse_tcp_options(from_hex(hex));
}

// The SYN of a Linux host: MSS 1460, SACK permitted, timestamps, no operation, window scale 7.
constexpr const char* kLinuxSyn = "020405b4 0402080a 00000001 00000000 01 030307";

TEST(TcpOptions, HasThoseOfASyn) {
  const TcpOptions options = options_of(kLinuxSyn);
  EXPECT_EQ(options.mss, 1460);
  EXPECT_TRUE(options.sack_permitted);
  EXPECT_TRUE(options.has_timestamps);
  EXPECT_EQ(options.timestamp, 1u);
  EXPECT_EQ(options.timestamp_echo, 0u);
  EXPECT_EQ(options.window_scale, 7);
  EXPECT_FALSE(options.fast_open);
  EXPECT_FALSE(options.mptcp);
}

TEST(TcpOptions, HasNoneWhereThereAreNone) {
  const TcpOptions options = options_of("");
  EXPECT_EQ(options.mss, 0);
  EXPECT_EQ(options.window_scale, TcpOptions::kNoWindowScale);
  EXPECT_FALSE(options.sack_permitted);
  EXPECT_EQ(options.sack_count, 0);
}

// RFC 7323 section 2.3: a shift above 14 is taken for 14.
TEST(TcpOptions, TakesNoShiftAboveFourteen) {
  EXPECT_EQ(options_of("03030e 01").window_scale, 14);
  EXPECT_EQ(options_of("03030f 01").window_scale, 14);
}

TEST(TcpOptions, HasTheBlocksOfASelectiveAcknowledgment) {
  const TcpOptions options = options_of("0101 0512 00000010 00000020 fffffff0 00000004");
  ASSERT_EQ(options.sack_count, 2);
  EXPECT_EQ(options.sack[0].begin, 0x10u);
  EXPECT_EQ(options.sack[0].end, 0x20u);
  EXPECT_EQ(options.sack[1].begin, 0xfffffff0u);
  EXPECT_EQ(options.sack[1].end, 4u);
}

TEST(TcpOptions, HasNoMoreBlocksThanThereIsRoomFor) {
  std::string hex = "052a";  // five blocks, more than a header may have
  for (int i = 0; i < 5; ++i) hex += "0000000100000002";
  EXPECT_EQ(options_of(hex).sack_count, 4);
}

TEST(TcpOptions, KnowsFastOpenAndItsExperiment) {
  EXPECT_TRUE(options_of("2202").fast_open);                        // a cookie is asked for
  EXPECT_TRUE(options_of("220a 0123456789abcdef").fast_open);       // and given
  EXPECT_TRUE(options_of("fe0c f989 0123456789abcdef").fast_open);  // RFC 6994 form
  EXPECT_FALSE(options_of("fe04 1234").fast_open);
}

TEST(TcpOptions, KnowsMultipathTcp) {
  EXPECT_TRUE(options_of("1e0c 0081 0123456789abcdef").mptcp);
}

TEST(TcpOptions, EndsAtTheEndOfTheList) {
  EXPECT_EQ(options_of("00 0204 05b4").mss, 0);
}

TEST(TcpOptions, StopsAtALengthThatCannotBe) {
  EXPECT_EQ(options_of("ff00 020405b4").mss, 0);  // would never advance
  EXPECT_EQ(options_of("ff01 020405b4").mss, 0);
  EXPECT_EQ(options_of("ff20 020405b4").mss, 0);  // beyond the header
}

TEST(TcpOptions, PassesOverAWrongLength) {
  const TcpOptions options = options_of("0203 05 0302 0803 00 0507 0000000000 020405b4");
  EXPECT_EQ(options.mss, 1460);
  EXPECT_EQ(options.window_scale, TcpOptions::kNoWindowScale);
  EXPECT_FALSE(options.has_timestamps);
  EXPECT_EQ(options.sack_count, 0);
}

TEST(TcpOptions, MayBeCutAnywhere) {
  const Bytes whole = from_hex(kLinuxSyn);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const TcpOptions options = parse_tcp_options(cut);
    EXPECT_EQ(options.mss != 0, size >= 4) << size;
    EXPECT_EQ(options.sack_permitted, size >= 6) << size;
    EXPECT_EQ(options.window_scale == 7, size == whole.size()) << size;
  }
}

// ---- of a decoded frame

Bytes syn_frame() {
  return PacketBuilder()
      .ethernet()
      .ipv4("192.0.2.1", "198.51.100.7", {.ttl = 57})
      .tcp(51514, 443, {.flags = kTcpSyn, .options = from_hex(kLinuxSyn)})
      .build();
}

TEST(DecodedTcpOptions, AreThoseOfTheFrame) {
  const Bytes frame = syn_frame();
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.decoded.tcp_options_length, 20);
  EXPECT_EQ(tcp_options(outcome.decoded).mss, 1460);
  EXPECT_EQ(tcp_options(outcome.decoded).window_scale, 7);
}

TEST(DecodedTcpOptions, AreNoneWhereTheHeaderIsCut) {
  const Bytes frame = syn_frame();
  const Outcome outcome = decode_cut_frame(frame, frame.size() - 1);
  EXPECT_EQ(outcome.decoded.tcp_options_length, kTcpOptionsCut);
  EXPECT_EQ(tcp_options(outcome.decoded).mss, 0);
}

TEST(DecodedTcpOptions, AreNoneWhereTheHeaderHasNone) {
  const Bytes frame =
      PacketBuilder().ethernet().ipv4("192.0.2.1", "198.51.100.7").tcp(1, 2).build();
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.decoded.tcp_options_length, 0);
  EXPECT_FALSE(tcp_options(outcome.decoded).sack_permitted);
}

// ---- hop limit and traffic class

TEST(DecodedNetwork, HasTimeToLiveAndTypeOfService) {
  Bytes frame = syn_frame();
  frame[15] = 0xb8;  // expedited forwarding, RFC 3246
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.decoded.hop_limit, 57);
  EXPECT_EQ(outcome.decoded.traffic_class, 0xb8);
}

TEST(DecodedNetwork, HasHopLimitAndTrafficClass) {
  Bytes frame = PacketBuilder()
                    .ethernet()
                    .ipv6("2001:db8::1", "2001:db8::2", {.hop_limit = 3})
                    .tcp(1, 2)
                    .build();
  frame[14] = 0x6b;  // version 6, traffic class 0xb8
  frame[15] = 0x80;
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.decoded.hop_limit, 3);
  EXPECT_EQ(outcome.decoded.traffic_class, 0xb8);
}

}  // namespace
}  // namespace flowsnoop::test
