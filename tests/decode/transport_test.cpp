// The segments in hexadecimal were checked with tshark: same fields, checksums correct where they
// are meant to be.
#include "decode/transport.h"

#include <gtest/gtest.h>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kSource = "192.0.2.1";
constexpr const char* kDestination = "198.51.100.7";

Outcome decode_raw(const Bytes& frame) {
  return decode_frame(frame, LinkType::kRaw);
}

Bytes ipv4_with(std::uint8_t protocol, std::string_view hex) {
  return PacketBuilder()
      .ipv4(kSource, kDestination)
      .transport(protocol)
      .payload(from_hex(hex))
      .build();
}

TEST(Tcp, GivesEveryField) {
  const Bytes frame = from_hex(
      "450000320001000040068e89 c0000201 c6336407"
      "c93a 01bb 01020304 0a0b0c0d 7012 7210 d83c 0000 020405b4 01030307 6869");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.source_port, 51514);
  EXPECT_EQ(outcome.decoded.destination_port, 443);
  EXPECT_EQ(outcome.decoded.tcp_sequence, 0x01020304u);
  EXPECT_EQ(outcome.decoded.tcp_acknowledgment, 0x0a0b0c0du);
  EXPECT_EQ(outcome.decoded.tcp_flags, kTcpSyn | kTcpAck);
  EXPECT_EQ(outcome.decoded.tcp_window, 29200);
  EXPECT_EQ(outcome.decoded.payload_length, 2u);
  EXPECT_EQ(outcome.decoded.payload_captured, 2u);
  EXPECT_EQ(outcome.decoded.payload, frame.data() + 48);
}

TEST(Tcp, GivesAllEightControlBits) {
  const Bytes frame =
      PacketBuilder().ipv4(kSource, kDestination).tcp(1, 2, {.flags = 0xff}).build();
  EXPECT_EQ(decode_raw(frame).decoded.tcp_flags, 0xff);
}

TEST(Tcp, IsRecognisedByItsPortsWhereverItIsCut) {
  const Bytes frame = PacketBuilder()
                          .ipv4(kSource, kDestination)
                          .tcp(51514, 443,
                               {.flags = kTcpSyn,
                                .sequence = 0x01020304,
                                .acknowledgment = 0x05060708,
                                .window = 1000,
                                .options = from_hex("020405b4")})
                          .payload("hello")
                          .build();
  for (std::size_t header = 4; header <= 29; ++header) {
    const Outcome outcome = decode_cut_frame(frame, 20 + header, LinkType::kRaw);
    const Decoded& decoded = outcome.decoded;
    EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow) << header;
    EXPECT_EQ(decoded.source_port, 51514) << header;
    EXPECT_EQ(decoded.destination_port, 443) << header;
    EXPECT_EQ(decoded.tcp_sequence, header >= 8 ? 0x01020304u : 0u) << header;
    EXPECT_EQ(decoded.tcp_acknowledgment, header >= 12 ? 0x05060708u : 0u) << header;
    EXPECT_EQ(decoded.tcp_flags, header >= 14 ? kTcpSyn : 0) << header;
    EXPECT_EQ(decoded.tcp_window, header >= 16 ? 1000 : 0) << header;
    // Until the data offset is there, the header is taken to have 20 bytes.
    EXPECT_EQ(decoded.payload_length, header >= 13 ? 5u : 9u) << header;
    EXPECT_EQ(decoded.payload_captured, header > 24 ? header - 24 : 0) << header;
  }
}

TEST(Tcp, RefusesADataOffsetBelowFive) {
  const Bytes frame = from_hex(
      "4500002e0001000040068e8d c0000201 c6336407"
      "00070008 00000001 00000000 4010 ffff a955 0000 616263646566");
  EXPECT_EQ(decode_raw(frame).bucket, FrameBucket::kMalformedTransport);
}

TEST(Tcp, KeepsTheConversationWhereTheDataOffsetIsBeyondTheSegment) {
  const Bytes frame = from_hex(
      "4500002e0001000040068e8d c0000201 c6336407"
      "00070008 00000001 00000000 f010 ffff f954 0000 616263646566");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.tcp_flags, kTcpAck);
  EXPECT_EQ(outcome.decoded.payload_length, 0u);
  EXPECT_EQ(outcome.decoded.payload_captured, 0u);
}

TEST(Tcp, RefusesASegmentStatedToBeShorterThanAHeader) {
  EXPECT_EQ(decode_raw(ipv4_with(6, "")).bucket, FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(ipv4_with(6, "0007")).bucket, FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(ipv4_with(6, "0007000800000001000000005010ffff995500")).bucket,
            FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(ipv4_with(6, "0007000800000001000000005010ffff99550000")).bucket,
            FrameBucket::kTcpFlow);
}

// RFC 1858 section 3: a first fragment of 8 bytes hides the flags from filters.
TEST(Tcp, DecodesThePortsOfATinyFirstFragment) {
  const Bytes frame = PacketBuilder()
                          .ipv4(kSource, kDestination, {.more_fragments = true})
                          .transport(6)
                          .payload(from_hex("0007 0008 00000001"))
                          .build();
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.source_port, 7);
  EXPECT_EQ(outcome.decoded.tcp_sequence, 1u);
  EXPECT_EQ(outcome.decoded.payload_length, 0u);
}

TEST(Udp, GivesPortsAndPayload) {
  const Bytes frame =
      from_hex("4500001f0001000040118e91 c0000201 c6336407 14e9 0035 000b 3a1b 616263");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.source_port, 5353);
  EXPECT_EQ(outcome.decoded.destination_port, 53);
  EXPECT_EQ(outcome.decoded.payload_length, 3u);
  EXPECT_EQ(outcome.decoded.payload, frame.data() + 28);
  EXPECT_EQ(outcome.decoded.tcp_flags, 0);
}

TEST(Udp, IsRecognisedByItsPortsWhereverItIsCut) {
  const Bytes frame =
      PacketBuilder().ipv4(kSource, kDestination).udp(1, 2).payload("hello").build();
  for (std::size_t header = 4; header <= 13; ++header) {
    const Outcome outcome = decode_cut_frame(frame, 20 + header, LinkType::kRaw);
    EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow) << header;
    EXPECT_EQ(outcome.decoded.destination_port, 2) << header;
    EXPECT_EQ(outcome.decoded.payload_length, 5u) << header;
    EXPECT_EQ(outcome.decoded.payload_captured, header > 8 ? header - 8 : 0) << header;
  }
}

TEST(Udp, EndsThePayloadWhereItsOwnLengthSays) {
  const Bytes frame = PacketBuilder()
                          .ipv4(kSource, kDestination)
                          .udp(1, 2, {.length = 10})
                          .payload("hello")
                          .build();
  EXPECT_EQ(decode_raw(frame).decoded.payload_length, 2u);
  EXPECT_EQ(decode_raw(frame).decoded.payload_captured, 2u);
}

TEST(Udp, EndsThePayloadWithIpWhereItsOwnLengthIsBeyond) {
  const Bytes frame =
      from_hex("450000220001000040118e8e c0000201 c6336407 000700080064e903 616263646566");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.payload_length, 6u);
}

TEST(Udp, TakesLengthZeroAsWhatIpSays) {
  const Bytes ipv4 =
      from_hex("450000220001000040118e8e c0000201 c6336407 000700080000e967 616263646566");
  EXPECT_EQ(decode_raw(ipv4).bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(decode_raw(ipv4).decoded.payload_length, 6u);
}

TEST(Udp, RefusesALengthBelowItsHeader) {
  EXPECT_EQ(decode_raw(ipv4_with(17, "0007000800070000")).bucket, FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(ipv4_with(17, "0007000800010000")).bucket, FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(ipv4_with(17, "0007000800080000")).bucket, FrameBucket::kUdpFlow);
}

TEST(Udp, RefusesADatagramStatedToBeShorterThanAHeader) {
  EXPECT_EQ(decode_raw(ipv4_with(17, "")).bucket, FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(ipv4_with(17, "00070008000800")).bucket, FrameBucket::kMalformedTransport);
}

}  // namespace
}  // namespace flowsnoop::test
