// The frames in hexadecimal were checked with tshark: same ports (but Ethernet with a control word,
// which it recognises by the makers of the addresses).
#include "decode/mpls.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

const std::string kUnicast = kMacs + "8847";
const std::string kBottom = "000641ff";  // label 100

TEST(Mpls, CarriesIpBehindTheLastLabel) {
  expect_carried(kUnicast + kBottom + kCarriedIpv4, LinkType::kEthernet, "mpls");
  expect_carried(kUnicast + "000c80ff" + kBottom + kCarriedIpv6, LinkType::kEthernet, "mpls");
  expect_carried(kMacs + "8848" + kBottom + kCarriedIpv4, LinkType::kEthernet, "mpls");
}

TEST(Mpls, CarriesEthernetWithAndWithoutAControlWord) {
  expect_carried(kUnicast + kBottom + "00000001" + kCarriedEthernet, LinkType::kEthernet, "mpls");
  // An address whose first digit is a version of IP is none yet.
  expect_carried(kUnicast + kBottom + "420000000002 020000000001 0800" + kCarriedIpv4,
                 LinkType::kEthernet, "mpls");
}

TEST(Mpls, CountsWhatItCannotTellAsNonIp) {
  EXPECT_EQ(bucket_of(kUnicast + kBottom + "10000007" + zeros(40), LinkType::kEthernet),
            FrameBucket::kNonIp);
}

TEST(Mpls, GivesUpOnATowerOfLabels) {
  std::string labels;
  for (int i = 0; i < 15; ++i) labels += "000640ff";
  expect_carried(kUnicast + labels + kBottom + kCarriedIpv4, LinkType::kEthernet, "mpls");
  EXPECT_EQ(bucket_of(kUnicast + labels + "000640ff" + kBottom + kCarriedIpv4, LinkType::kEthernet),
            FrameBucket::kNonIp);
}

TEST(Mpls, RemembersTheLastLabel) {
  const Outcome outcome = decode_frame(from_hex(kUnicast + "000c80ff" + kBottom + kCarriedIpv4));
  EXPECT_EQ(outcome.decoded.tunnels.hops[0].id, 100u);
  EXPECT_FALSE(outcome.decoded.tunnels.hops[0].has_id);
  EXPECT_EQ(outcome.decoded.tunnels.hops[0].ip_version, 0);
}

}  // namespace
}  // namespace flowsnoop::test
