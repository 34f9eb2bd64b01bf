// The frames in hexadecimal were checked with tshark: same ports (but InfiniBand from the local
// route header on and classical IP behind LLC, of which it shows no IP).
#include "decode/media.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

TEST(TokenRing, CarriesIpBehindLlc) {
  expect_carried("1040" + kMacs + kSnapIpv4, LinkType::kTokenRing);
  EXPECT_EQ(bucket_of("1000" + kMacs + kSnapIpv4, LinkType::kTokenRing), FrameBucket::kNonIp);
}

TEST(TokenRing, SkipsTheRoute) {
  expect_carried("1040 020000000002 820000000001 0630 00100020" + kSnapIpv4, LinkType::kTokenRing);
}

TEST(Fddi, CarriesIpBehindLlc) {
  expect_carried("50" + kMacs + kSnapIpv4, LinkType::kFddi);
  EXPECT_EQ(bucket_of("c0" + kMacs + kSnapIpv4, LinkType::kFddi), FrameBucket::kNonIp);
}

TEST(Arcnet, CarriesIpOfBothForms) {
  expect_carried("0102 0000 f0" + kCarriedIpv4, LinkType::kArcnetLinux);
  expect_carried("0102 0000 d4 00 0001" + kCarriedIpv4, LinkType::kArcnetLinux);
  expect_carried("0102 d4 00 0001" + kCarriedIpv4, LinkType::kArcnetBsd);
  expect_carried("0102 f0" + kCarriedIpv4, LinkType::kArcnetBsd);
  expect_carried("0102 d4 ff ffff d4 00 0001" + kCarriedIpv4, LinkType::kArcnetBsd);
}

TEST(Arcnet, CountsWhatIsNoPacket) {
  EXPECT_EQ(bucket_of("0102 0000 d4 02 0001" + kCarriedIpv4, LinkType::kArcnetLinux),
            FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of("0102 0000 d5 00 0001", LinkType::kArcnetLinux), FrameBucket::kArp);
  EXPECT_EQ(bucket_of("0102 0000 f1", LinkType::kArcnetLinux), FrameBucket::kArp);
  EXPECT_EQ(bucket_of("0102 0000 80", LinkType::kArcnetLinux), FrameBucket::kNonIp);
}

TEST(Atm, CarriesIpBehindLlcAndIsoIdentifiers) {
  expect_carried(kSnapIpv4, LinkType::kAtmRfc1483);
  expect_carried("fefe03 cc" + kCarriedIpv4, LinkType::kAtmRfc1483);
  expect_carried("fefe03 cf 0021" + kCarriedIpv4, LinkType::kAtmRfc1483);
  EXPECT_EQ(bucket_of("fefe03 81 00000000", LinkType::kAtmRfc1483), FrameBucket::kNonIp);
}

TEST(Atm, CarriesBridgedEthernet) {
  expect_carried("aaaa03 0080c2 0007 0000" + kCarriedEthernet, LinkType::kAtmRfc1483);
  EXPECT_EQ(bucket_of("aaaa03 0080c2 000e 0000" + kCarriedEthernet, LinkType::kAtmRfc1483),
            FrameBucket::kNonIp);
}

TEST(AtmClip, CarriesIpWithAndWithoutLlc) {
  expect_carried(kCarriedIpv4, LinkType::kAtmClip);
  expect_carried(kSnapIpv4, LinkType::kAtmClip);
}

TEST(SunAtm, CarriesLlcAndEmulatedEthernet) {
  expect_carried("02 00 0064" + kSnapIpv4, LinkType::kSunAtm);
  expect_carried("81 00 0064 0001" + kCarriedEthernet, LinkType::kSunAtm);
  EXPECT_EQ(bucket_of("05 00 0064 0001", LinkType::kSunAtm), FrameBucket::kNonIp);
}

TEST(Infiniband, CarriesIp) {
  expect_carried(zeros(40) + "0800 0000" + kCarriedIpv4, LinkType::kIpOverInfiniband);
  const std::string transport = "6400 ffff 00000001 00000000 00000001 00000001";
  expect_carried("0002 0001 0010 0002" + transport + "0800 0000" + kCarriedIpv4,
                 LinkType::kInfiniband);
  expect_carried("0003 0001 0010 0002" + zeros(40) + transport + "86dd 0000" + kCarriedIpv6,
                 LinkType::kInfiniband);
}

TEST(Infiniband, CountsOtherTransportsAsNonIp) {
  EXPECT_EQ(bucket_of("0002 0001 0010 0002 0400 ffff" + zeros(40), LinkType::kInfiniband),
            FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of("0000 0001 0010 0002 6400 ffff" + zeros(40), LinkType::kInfiniband),
            FrameBucket::kNonIp);
}

}  // namespace
}  // namespace flowsnoop::test
