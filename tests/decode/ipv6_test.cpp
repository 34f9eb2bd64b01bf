// The packets in hexadecimal were checked with tshark: same fields, checksums correct.
#include "decode/ipv6.h"

#include <gtest/gtest.h>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kSource = "2001:db8::1";
constexpr const char* kDestination = "2001:db8::2";
const std::string kAddresses = "20010db8000000000000000000000001 20010db8000000000000000000000002";

Outcome decode_raw(const Bytes& frame) {
  return decode_frame(frame, LinkType::kRaw);
}

TEST(Ipv6, GivesAddressesProtocolAndVersion) {
  const Bytes frame = from_hex("6000000000081140" + kAddresses + "000100020008a466");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(to_string(outcome.decoded.source), kSource);
  EXPECT_EQ(to_string(outcome.decoded.destination), kDestination);
  EXPECT_EQ(outcome.decoded.protocol, 17);
  EXPECT_EQ(outcome.decoded.ip_version, 6);
}

TEST(Ipv6, WalksHopByHopRoutingDestinationAndAuthenticationHeaders) {
  const Bytes frame =
      from_hex("60000000004d0040" + kAddresses +
               "2b00000000000000 3c00000000000000 3300000000000000"
               "060400000000010000000001000000000000000000000000"
               "0009000a 01020304 0a0b0c0d 7012 7210 2451 0000 020405b4 01030307 78");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.source_port, 9);
  EXPECT_EQ(outcome.decoded.tcp_sequence, 0x01020304u);
  EXPECT_EQ(outcome.decoded.payload_length, 1u);
  EXPECT_EQ(outcome.decoded.protocol, 6);
}

TEST(Ipv6, WalksMobilityHipAndShim6Headers) {
  for (const int type : {135, 139, 140}) {
    const Bytes frame = PacketBuilder()
                            .ipv6(kSource, kDestination)
                            .extension(static_cast<std::uint8_t>(type), Bytes(20))
                            .udp(1, 2)
                            .build();
    EXPECT_EQ(decode_raw(frame).bucket, FrameBucket::kUdpFlow) << type;
  }
}

TEST(Ipv6, LeavesPaddingOutOfThePayload) {
  const Bytes frame = PacketBuilder()
                          .ethernet()
                          .ipv6(kSource, kDestination)
                          .udp(1, 2)
                          .payload("abc")
                          .pad_to(90)
                          .build();
  EXPECT_EQ(decode_frame(frame).decoded.payload_length, 3u);
}

TEST(Ipv6, TakesPayloadLengthZeroAsUpToTheEndOfTheFrame) {
  const Bytes frame = PacketBuilder()
                          .ipv6(kSource, kDestination, {.payload_length = 0})
                          .extension(0, from_hex("c204 00011170"))  // jumbo payload option
                          .tcp(1, 2)
                          .payload(Bytes(70'000))
                          .build();
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kTcpFlow);
  EXPECT_EQ(outcome.decoded.payload_length, 70'000u);
}

TEST(Ipv6, FlagsTheFirstFragmentAndDecodesItsPorts) {
  const Bytes frame = from_hex("6000000000182c40" + kAddresses +
                               "1100000101020304 0009000a0064d721 3031323334353637");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_TRUE(outcome.decoded.fragmented);
  EXPECT_EQ(outcome.decoded.payload_length, 8u);
}

TEST(Ipv6, CountsALaterFragmentWithItsAddresses) {
  const Bytes frame =
      from_hex("6000000000102c40" + kAddresses + "1100001001020304 3031323334353637");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kFragment);
  EXPECT_EQ(to_string(outcome.decoded.source), kSource);
  EXPECT_EQ(outcome.decoded.protocol, 17);
}

TEST(Ipv6, TakesAnAtomicFragmentAsAWholeDatagram) {
  const Bytes frame = from_hex("6000000000182c40" + kAddresses +
                               "1100000001020304 0009000a0010d775 3031323334353637");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_FALSE(outcome.decoded.fragmented);
}

TEST(Ipv6, CarriesNothingOfIpv4AndNothingAtAll) {
  for (const int protocol : {1, 59}) {
    const Bytes frame = PacketBuilder()
                            .ipv6(kSource, kDestination)
                            .transport(static_cast<std::uint8_t>(protocol))
                            .payload(Bytes(40))
                            .build();
    EXPECT_EQ(decode_raw(frame).bucket, FrameBucket::kOtherTransport) << protocol;
  }
}

TEST(Ipv6, RefusesAnotherVersion) {
  Bytes frame = PacketBuilder().ipv6(kSource, kDestination).udp(1, 2).build();
  frame[0] = 0x50;
  EXPECT_EQ(decode_frame(frame, LinkType::kIpv6).bucket, FrameBucket::kMalformedNetwork);
}

TEST(Ipv6, RefusesAnExtensionHeaderThatIsLongerThanThePacket) {
  Bytes frame = PacketBuilder().ipv6(kSource, kDestination).extension(60).udp(1, 2).build();
  frame[41] = 2;  // 24 bytes, where extension and UDP header together have 16
  EXPECT_EQ(decode_raw(frame).bucket, FrameBucket::kMalformedNetwork);
  frame[41] = 1;  // the UDP header is swallowed
  EXPECT_EQ(decode_raw(frame).bucket, FrameBucket::kMalformedTransport);
}

}  // namespace
}  // namespace flowsnoop::test
