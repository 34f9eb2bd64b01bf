// The datagrams in hexadecimal were checked with tshark: same fields, checksums correct.
#include "decode/ipv4.h"

#include <gtest/gtest.h>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kSource = "192.0.2.1";
constexpr const char* kDestination = "198.51.100.7";

Outcome decode_raw(const Bytes& frame) {
  return decode_frame(frame, LinkType::kRaw);
}

TEST(Ipv4, GivesAddressesProtocolAndVersion) {
  const Bytes frame = from_hex("4500001c0001000040118e94 c0000201 c6336407 000100020008139f");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(to_string(outcome.decoded.source), kSource);
  EXPECT_EQ(to_string(outcome.decoded.destination), kDestination);
  EXPECT_EQ(outcome.decoded.protocol, 17);
  EXPECT_EQ(outcome.decoded.ip_version, 4);
  EXPECT_FALSE(outcome.decoded.fragmented);
}

TEST(Ipv4, SkipsOptions) {
  const Bytes frame = from_hex(
      "46000034000100004006f982 c0000201 c6336407 94040000"
      "00070008 01020304 0a0b0c0d 7012 7210 0b8f 0000 020405b4 01030307");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.source_port, 7);
  EXPECT_EQ(outcome.decoded.payload_length, 0u);
}

TEST(Ipv4, LeavesEthernetPaddingOutOfThePayload) {
  const Bytes frame = from_hex(
      "020000000002 020000000001 0800 4500001f0001000040118e91 c0000201 c6336407"
      "14e90035000b3a1b 616263 0000000000000000000000000000");
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.payload_length, 3u);
  EXPECT_EQ(outcome.decoded.payload_captured, 3u);
  EXPECT_EQ(outcome.decoded.payload, frame.data() + 42);
}

TEST(Ipv4, TakesTotalLengthZeroAsUpToTheEndOfTheFrame) {
  const Bytes frame = from_hex(
      "020000000002 020000000001 0800 450000000001000040068ebb c0000201 c6336407"
      "00070008 01020304 0a0b0c0d 7012 7210 e15b 0000 020405b4 01030307 616263646566");
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.payload_length, 6u);
}

TEST(Ipv4, BelievesATotalLengthBeyondTheFrame) {
  const Bytes frame = from_hex(
      "450003e80001000040068ad3 c0000201 c6336407"
      "00070008 00000001 00000000 5010 ffff 9955 0000 616263646566");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.payload_length, 960u);
  EXPECT_EQ(outcome.decoded.payload_captured, 6u);
}

TEST(Ipv4, FlagsTheFirstFragmentAndDecodesItsPorts) {
  const Bytes frame = from_hex(
      "4500002c0001200040116e84 c0000201 c6336407"
      "0007000807d00bbb 00000000000000000000000000000000");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_TRUE(outcome.decoded.fragmented);
  EXPECT_EQ(outcome.decoded.destination_port, 8);
  // What this frame carries, not the whole datagram.
  EXPECT_EQ(outcome.decoded.payload_length, 16u);
}

TEST(Ipv4, CountsALaterFragmentWithItsAddresses) {
  const Bytes frame = from_hex(
      "450000240001000340118e89 c0000201 c6336407"
      "00070008 000000000000000000000000");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kFragment);
  EXPECT_EQ(to_string(outcome.decoded.source), kSource);
  EXPECT_EQ(outcome.decoded.protocol, 17);
  EXPECT_EQ(outcome.decoded.source_port, 0);
}

TEST(Ipv4, CountsALaterFragmentOfAnyProtocolAndOffsetAsFragment) {
  for (const int offset : {8, 0x8000}) {
    const Bytes frame =
        PacketBuilder()
            .ipv4(kSource, kDestination, {.fragment_offset = static_cast<std::uint16_t>(offset)})
            .transport(1)
            .payload("a ping")
            .build();
    EXPECT_EQ(decode_raw(frame).bucket, FrameBucket::kFragment) << offset;
  }
}

TEST(Ipv4, CarriesNoHeadersOfIpv6) {
  for (const int protocol : {0, 44, 58, 59, 60, 135, 140}) {
    const Bytes frame = PacketBuilder()
                            .ipv4(kSource, kDestination)
                            .transport(static_cast<std::uint8_t>(protocol))
                            .payload(Bytes(40))
                            .build();
    const Outcome outcome = decode_raw(frame);
    EXPECT_EQ(outcome.bucket, FrameBucket::kOtherTransport) << protocol;
    EXPECT_EQ(outcome.decoded.protocol, protocol);
  }
}

TEST(Ipv4, RefusesAHeaderThatContradictsItself) {
  Bytes frame = PacketBuilder().ipv4(kSource, kDestination).udp(1, 2).build();
  frame[0] = 0x44;  // a header of 16 bytes
  EXPECT_EQ(decode_frame(frame, LinkType::kIpv4).bucket, FrameBucket::kMalformedNetwork);
  frame[0] = 0x65;  // version 6
  EXPECT_EQ(decode_frame(frame, LinkType::kIpv4).bucket, FrameBucket::kMalformedNetwork);
  frame[0] = 0x46;  // options that the total length has no room for
  frame[3] = 23;
  EXPECT_EQ(decode_frame(frame, LinkType::kIpv4).bucket, FrameBucket::kMalformedNetwork);
  frame[3] = 24;
  EXPECT_EQ(decode_frame(frame, LinkType::kIpv4).bucket, FrameBucket::kMalformedTransport);
}

}  // namespace
}  // namespace flowsnoop::test
