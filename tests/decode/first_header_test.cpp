// Headers of a size that the list of link types states; tshark agrees on IP over Fibre Channel and
// FireWire, and shows no IP in the others.
#include "decode/first_header.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

TEST(FirstHeader, IsIpBehindHeadersOfFixedSize) {
  expect_carried("00" + zeros(15) + kCarriedIpv4, LinkType::kSlip);
  expect_carried(zeros(16) + kSnapIpv4, LinkType::kIpOverFibreChannel);
  expect_carried(zeros(16) + "0800" + kCarriedIpv4, LinkType::kAppleIpOverFirewire);
  expect_carried("000641ff" + kCarriedIpv4, LinkType::kMpls, "mpls");
}

TEST(FirstHeader, IsEthernetBehindHeadersOfFixedSize) {
  expect_carried("00000000" + kCarriedEthernet, LinkType::kNetAnalyzer);
  expect_carried("00000000 55555555555555d5" + kCarriedEthernet, LinkType::kNetAnalyzerTransparent);
  expect_carried("55555555555555d5" + kCarriedEthernet, LinkType::kEthernetWithPreamble);
}

TEST(FirstHeader, IsUnsupportedForWhatCarriesNoIp) {
  // USB, Bluetooth, IEEE 802.15.4, MTP2, D-Bus, and a number that nobody has.
  for (const int link_type : {189, 201, 195, 140, 231, 9999}) {
    EXPECT_EQ(first_header(static_cast<LinkType>(link_type)).bucket,
              FrameBucket::kUnsupportedLinkType);
    EXPECT_EQ(first_header(static_cast<LinkType>(link_type)).header, Header::kNone);
  }
}

}  // namespace
}  // namespace flowsnoop::test
