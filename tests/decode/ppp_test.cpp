// The frames in hexadecimal were checked with tshark: same ports (but those with a direction of
// pppd, Cisco HDLC and frame relay, which it does not read).
#include "decode/ppp.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

TEST(Ppp, CarriesIpWithAndWithoutAddressAndControl) {
  expect_carried("ff03 0021" + kCarriedIpv4, LinkType::kPpp);
  expect_carried("0021" + kCarriedIpv4, LinkType::kPpp);
  expect_carried("ff03 0057" + kCarriedIpv6, LinkType::kPpp);
  expect_carried("ff03 0021" + kCarriedIpv4, LinkType::kPppHdlc);
}

TEST(Ppp, KnowsTheProtocolInOneByte) {
  expect_carried("ff03 21" + kCarriedIpv4, LinkType::kPpp);
  expect_carried("21" + kCarriedIpv4, LinkType::kPpp);
}

TEST(Ppp, CarriesMpls) {
  expect_carried("ff03 0281 000641ff" + kCarriedIpv4, LinkType::kPpp, "mpls");
}

TEST(Ppp, CarriesWholePacketsOfAMultilink) {
  expect_carried("ff03 003d c0000001 0021" + kCarriedIpv4, LinkType::kPpp);
  EXPECT_EQ(bucket_of("ff03 003d 80000001 0021" + kCarriedIpv4, LinkType::kPpp),
            FrameBucket::kNonIp);
}

TEST(Ppp, CountsControlProtocolsAsNonIp) {
  EXPECT_EQ(bucket_of("ff03 c021 01010004", LinkType::kPpp), FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of("ff03 8021 01010004", LinkType::kPpp), FrameBucket::kNonIp);
}

TEST(Ppp, IsFoundBehindADirection) {
  expect_carried("00 ff03 0021" + kCarriedIpv4, LinkType::kPppWithDirection);
  expect_carried("0103 0021" + kCarriedIpv4, LinkType::kPppPppd);
}

TEST(Pppoe, CarriesPppInSessions) {
  expect_carried(kMacs + "8864 1100 0001 001e 0021" + kCarriedIpv4, LinkType::kEthernet);
  expect_carried(kMacs + "8864 1100 0001 0032 0057" + kCarriedIpv6, LinkType::kEthernet);
  expect_carried("1100 0001 001e 0021" + kCarriedIpv4, LinkType::kPppEther);
  expect_carried(kMacs + "8100 0064 8864 1100 0001 001e 0021" + kCarriedIpv4, LinkType::kEthernet);
}

// IP leaves its length to the network card: what the frame is filled up with is not payload.
TEST(Pppoe, EndsWhereItsLengthSays) {
  const Bytes frame =
      from_hex("1100 0001 0022 0021 4500 0000 0001 0000 4011 0000" +
               std::string("c0000201 c6336407 0001 0002 0000 0000 61626364") + "000000000000");
  const Outcome outcome = decode_frame(frame, LinkType::kPppEther);
  ASSERT_TRUE(is_carried(outcome));
  EXPECT_EQ(outcome.decoded.payload_length, 4u);
}

TEST(Pppoe, CountsDiscoveryAsNonIp) {
  EXPECT_EQ(bucket_of(kMacs + "8863 1109 0000 0000", LinkType::kEthernet), FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of(kMacs + "8864 2100 0001 001e 0021" + kCarriedIpv4, LinkType::kEthernet),
            FrameBucket::kNonIp);
}

TEST(CiscoHdlc, CarriesEthernetTypes) {
  expect_carried("0f00 0800" + kCarriedIpv4, LinkType::kCiscoHdlc);
  expect_carried("8f00 86dd" + kCarriedIpv6, LinkType::kCiscoHdlc);
  expect_carried("0f00 0800" + kCarriedIpv4, LinkType::kPpp);
  expect_carried("0f00 0800" + kCarriedIpv4, LinkType::kPppHdlc);
  expect_carried("00 0f00 0800" + kCarriedIpv4, LinkType::kCiscoHdlcWithDirection);
  EXPECT_EQ(bucket_of("8f00 8035 00000002", LinkType::kCiscoHdlc), FrameBucket::kArp);
}

TEST(FrameRelay, CarriesIpByProtocolIdentifier) {
  expect_carried("1841 03cc" + kCarriedIpv4, LinkType::kFrameRelay);
  expect_carried("1841 038e" + kCarriedIpv6, LinkType::kFrameRelay);
  expect_carried("1841 0300 80 000000 0800" + kCarriedIpv4, LinkType::kFrameRelay);
  expect_carried("00 1841 03cc" + kCarriedIpv4, LinkType::kFrameRelayWithDirection);
}

TEST(FrameRelay, KnowsTheFormOfCisco) {
  expect_carried("1841 0800" + kCarriedIpv4, LinkType::kFrameRelay);
}

TEST(FrameRelay, EndsAnAddressThatNeverEnds) {
  EXPECT_EQ(bucket_of("000000000000000000000000", LinkType::kFrameRelay), FrameBucket::kNonIp);
}

}  // namespace
}  // namespace flowsnoop::test
