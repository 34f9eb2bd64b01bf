// The frames in hexadecimal were checked with tshark: same ports (but those of switch chips and the
// VLAN type 0x9200, which it does not know).
#include "decode/tags.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

constexpr LinkType kEthernet = LinkType::kEthernet;

TEST(Tags, OfVlansHaveFourTypes) {
  for (const char* type : {"8100", "88a8", "9100", "9200"}) {
    expect_carried(kMacs + type + "0064 0800" + kCarriedIpv4, kEthernet);
  }
}

TEST(Tags, OfCiscoAreTakenOff) {
  expect_carried(kMacs + "8909 0101 0001 0064 0800" + kCarriedIpv4, kEthernet);
  expect_carried(kMacs + "8926 00010002 0800" + kCarriedIpv4, kEthernet);
}

TEST(Tags, OfBridgePortsAreTakenOff) {
  expect_carried(kMacs + "893f 000000640000 0800" + kCarriedIpv4, kEthernet);
}

TEST(Tags, OfProviderBackboneBridgesCarryAWholeFrame) {
  expect_carried(kMacs + "88e7 00000064" + kCarriedEthernet, kEthernet);
  expect_carried(kMacs + "88a8 0064 88e7 00000064" + kCarriedEthernet, kEthernet);
}

TEST(Macsec, IsReadWhereItOnlyAuthenticates) {
  const std::string check_value = zeros(16);
  expect_carried(kMacs + "88e5 00 00 00000001 0800" + kCarriedIpv4 + check_value, kEthernet);
  expect_carried(kMacs + "88e5 20 00 00000001 0200000000010001 0800" + kCarriedIpv4 + check_value,
                 kEthernet);
}

TEST(Macsec, IsCountedAsEncryptedOtherwise) {
  EXPECT_EQ(bucket_of(kMacs + "88e5 0c 00 00000001" + zeros(40), kEthernet),
            FrameBucket::kEncrypted);
  EXPECT_EQ(bucket_of(kMacs + "88e5 80 00 00000001" + zeros(40), kEthernet), FrameBucket::kNonIp);
}

TEST(Nsh, CarriesPacketsAndFrames) {
  const std::string path = "00000aff";
  expect_carried(kMacs + "894f 0fc2 02 01" + path + kCarriedIpv4, kEthernet);
  expect_carried(kMacs + "894f 0fc6 01 02" + path + zeros(16) + kCarriedIpv6, kEthernet);
  expect_carried(kMacs + "894f 0fc2 02 03" + path + kCarriedEthernet, kEthernet);
  expect_carried(kMacs + "894f 0fc2 02 05" + path + "000641ff" + kCarriedIpv4, kEthernet, "mpls");
}

TEST(Nsh, IsNotBelievedWhereItContradictsItself) {
  EXPECT_EQ(bucket_of(kMacs + "894f 0fc1 02 01 00000aff" + kCarriedIpv4, kEthernet),
            FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of(kMacs + "894f 0fc2 02 09 00000aff" + kCarriedIpv4, kEthernet),
            FrameBucket::kNonIp);
}

TEST(Trill, CarriesAWholeFrame) {
  expect_carried(kMacs + "22f3 003f 0001 0002" + kCarriedEthernet, kEthernet);
  expect_carried(kMacs + "22f3 007f 0001 0002 00000000" + kCarriedEthernet, kEthernet);
  EXPECT_EQ(bucket_of(kMacs + "22f3 403f 0001 0002" + kCarriedEthernet, kEthernet),
            FrameBucket::kNonIp);
}

TEST(Dsa, IsTakenOffBehindTheAddresses) {
  expect_carried(kMacs + "c0080000 0800" + kCarriedIpv4, LinkType::kDsaMarvell);
  expect_carried(kMacs + "dada0000 c0080000 0800" + kCarriedIpv4, LinkType::kEdsaMarvell);
  expect_carried(kMacs + "20000001 0800" + kCarriedIpv4, LinkType::kDsaBroadcom);
  expect_carried("20000001" + kCarriedEthernet, LinkType::kDsaBroadcomPrepended);
}

TEST(Dsa, HoldsTheVlanOfATaggedFrame) {
  const Outcome outcome =
      decode_frame(from_hex(kMacs + "e0080064 0800" + kCarriedIpv4), LinkType::kDsaMarvell);
  EXPECT_TRUE(is_carried(outcome));
  EXPECT_EQ(outcome.decoded.vlan_count, 1);
  EXPECT_EQ(outcome.decoded.vlan_ids[0], 100);
}

}  // namespace
}  // namespace flowsnoop::test
