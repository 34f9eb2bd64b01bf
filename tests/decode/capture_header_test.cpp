// The frames in hexadecimal were checked with tshark: same ports (but NFLOG in the other byte
// order, which it does not look for).
#include "decode/capture_header.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

TEST(Pktap, NamesTheLinkTypeThatFollows) {
  expect_carried("6c000000 01000000 01000000" + zeros(96) + kCarriedEthernet, LinkType::kPktap);
  expect_carried("6c000000 01000000 0c000000" + zeros(96) + kCarriedIpv4, LinkType::kPktap);
}

TEST(Pktap, IsNotBelievedWhereItContradictsItself) {
  EXPECT_EQ(bucket_of("08000000 01000000 01000000" + kCarriedEthernet, LinkType::kPktap),
            FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of("0c000000 00000000 01000000" + kCarriedEthernet, LinkType::kPktap),
            FrameBucket::kNonIp);
}

TEST(Nflog, FindsThePacketAmongTheAttributes) {
  expect_carried("0200 0000 0800 0100 08000300 0500 0a00 00 000000 2000 0900" + kCarriedIpv4,
                 LinkType::kNflog);
  expect_carried("0a00 0000 3400 0900" + kCarriedIpv6, LinkType::kNflog);
}

TEST(Nflog, ReadsTheOtherByteOrder) {
  expect_carried("0200 0000 0008 0001 08000300 0020 0009" + kCarriedIpv4, LinkType::kNflog);
}

TEST(Nflog, EndsWhereAttributesDo) {
  EXPECT_EQ(bucket_of("0200 0000 0800 0100 08000300", LinkType::kNflog),
            FrameBucket::kTruncatedLink);
  EXPECT_EQ(bucket_of("0200 0000 0300 0900" + kCarriedIpv4, LinkType::kNflog), FrameBucket::kNonIp);
  std::string many = "0200 0000";
  for (int i = 0; i < 100; ++i) many += "0400 0100";
  EXPECT_EQ(bucket_of(many, LinkType::kNflog), FrameBucket::kNonIp);
}

TEST(Pflog, IsTakenOffByItsLengthInWords) {
  expect_carried("3d02 0000" + zeros(60) + kCarriedIpv4, LinkType::kPflog);
  expect_carried("6418 0000" + zeros(96) + kCarriedIpv6, LinkType::kPflog);
  EXPECT_EQ(bucket_of("0002 0000", LinkType::kPflog), FrameBucket::kNonIp);
}

TEST(Enc, TellsTheAddressFamily) {
  expect_carried("02000000 00000100 00000000" + kCarriedIpv4, LinkType::kEnc);
  expect_carried("00000018 00000100 00000000" + kCarriedIpv6, LinkType::kEnc);
}

TEST(Ipnet, TellsTheAddressFamily) {
  expect_carried("0102 0000 0000001c" + zeros(16) + kCarriedIpv4, LinkType::kIpnet);
  expect_carried("011a 0000 00000030" + zeros(16) + kCarriedIpv6, LinkType::kIpnet);
  EXPECT_EQ(bucket_of("0101 0000" + zeros(20) + kCarriedIpv4, LinkType::kIpnet),
            FrameBucket::kNonIp);
}

}  // namespace
}  // namespace flowsnoop::test
