// The packets in hexadecimal were checked with tshark: same ports (but ERSPAN III that carries IP,
// which it shows as data).
#include "decode/gre.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

Bytes in_ipv4(const std::string& gre) {
  return PacketBuilder()
      .ipv4("203.0.113.1", "203.0.113.2")
      .transport(47)
      .payload(from_hex(gre))
      .build();
}

void expect_carried_in_gre(const std::string& gre, const std::string& path) {
  SCOPED_TRACE(gre);
  expect_carried(in_ipv4(gre), LinkType::kRaw, path);
}

FrameBucket bucket_of_gre(const std::string& gre) {
  return decode_frame(in_ipv4(gre), LinkType::kRaw).bucket;
}

TEST(Gre, CarriesPacketsAndFrames) {
  expect_carried_in_gre("0000 0800" + kCarriedIpv4, "gre");
  expect_carried_in_gre("0000 86dd" + kCarriedIpv6, "gre");
  expect_carried_in_gre("0000 6558" + kCarriedEthernet, "gre");
  expect_carried_in_gre("0000 8847 000641ff" + kCarriedIpv4, "gre/mpls");
  expect_carried(PacketBuilder()
                     .ipv6("2001:db8::a", "2001:db8::b")
                     .transport(47)
                     .payload(from_hex("0000 0800" + kCarriedIpv4))
                     .build(),
                 LinkType::kRaw, "gre");
}

TEST(Gre, HasOptionalFields) {
  expect_carried_in_gre("8000 0800 0000 0000" + kCarriedIpv4, "gre");
  expect_carried_in_gre("2000 0800 00000064" + kCarriedIpv4, "gre:100");
  expect_carried_in_gre("1000 0800 00000001" + kCarriedIpv4, "gre");
  expect_carried_in_gre("b000 0800 0000 0000 00000064 00000001" + kCarriedIpv4, "gre:100");
  expect_carried_in_gre("4000 0800 0000 0000 0800 0004 c0000209 0000 0000" + kCarriedIpv4, "gre");
}

TEST(Gre, EndsARouteThatNeverEnds) {
  std::string route;
  for (int i = 0; i < 20; ++i) route += "0800 0000";
  EXPECT_EQ(bucket_of_gre("4000 0800 0000 0000" + route + "00000000" + kCarriedIpv4),
            FrameBucket::kOtherFlow);
}

TEST(Gre, IsNvgreWhereTheKeyIsASubnet) {
  expect_carried_in_gre("2000 6558 00106407" + kCarriedEthernet, "nvgre:4196");
  expect_carried_in_gre("2000 6558 00000064" + kCarriedEthernet, "gre:100");
  expect_carried_in_gre("3000 6558 00106407 00000001" + kCarriedEthernet, "gre:1074183");
}

TEST(Gre, CarriesMirroredFrames) {
  expect_carried_in_gre("0000 88be" + kCarriedEthernet, "erspan");
  expect_carried_in_gre("1000 88be 00000001 1001 0064 00000000" + kCarriedEthernet, "erspan:100");
  expect_carried_in_gre("1000 22eb 00000001 2001 0064 00000000 0000 0000" + kCarriedEthernet,
                        "erspan:100");
  expect_carried_in_gre(
      "1000 22eb 00000001 2001 0064 00000000 0000 0001" + zeros(8) + kCarriedEthernet,
      "erspan:100");
  expect_carried_in_gre("1000 22eb 00000001 2001 0064 00000000 0000 0800" + kCarriedIpv4,
                        "erspan:100");
}

TEST(Gre, CarriesPppOfPptp) {
  expect_carried_in_gre("3001 880b 0020 0007 00000001 ff03 0021" + kCarriedIpv4, "pptp");
  expect_carried_in_gre("3081 880b 0020 0007 00000001 00000001 ff03 0021" + kCarriedIpv4, "pptp");
  EXPECT_EQ(bucket_of_gre("2081 880b 0000 0007 00000001"), FrameBucket::kOtherFlow);
  EXPECT_EQ(bucket_of_gre("3001 880b 0000 0007 00000001"), FrameBucket::kOtherFlow);
}

TEST(Gre, CarriesWhatWccpRedirects) {
  expect_carried_in_gre("0000 883e" + kCarriedIpv4, "gre");
  expect_carried_in_gre("0000 883e 00000100" + kCarriedIpv4, "gre");
}

// It was not looked into: the type of what follows comes first here, and last behind Ethernet.
TEST(Gre, CarriesWhatCiscoTags) {
  expect_carried_in_gre("0000 8909 0800 0101 0001 0064" + kCarriedIpv4, "gre");
  expect_carried_in_gre("2000 8909 00000028 86dd 0101 0001 0000" + kCarriedIpv6, "gre:40");
  // Versions and sizes that nobody has described.
  EXPECT_EQ(bucket_of_gre("0000 8909 0800 0201 0001 0064" + kCarriedIpv4), FrameBucket::kOtherFlow);
  EXPECT_EQ(bucket_of_gre("0000 8909 0800 0102 0001 0064" + kCarriedIpv4), FrameBucket::kOtherFlow);
  EXPECT_EQ(bucket_of_gre("0000 8909 0101 0001 0064 0800" + kCarriedIpv4), FrameBucket::kOtherFlow);
}

TEST(Gre, IsAConversationOfItsEndsWhereItCarriesNothingKnown) {
  EXPECT_EQ(bucket_of_gre("0000 0000"), FrameBucket::kOtherFlow);
  EXPECT_EQ(bucket_of_gre("0002 0800" + kCarriedIpv4), FrameBucket::kOtherFlow);
  EXPECT_EQ(bucket_of_gre("0000 2000 02b4"), FrameBucket::kOtherFlow);  // CDP
}

TEST(Gre, IsFoundInUdp) {
  const auto in_udp = [](const std::string& gre) {
    return PacketBuilder()
        .ipv4("203.0.113.1", "203.0.113.2")
        .udp(50000, 4754)
        .payload(from_hex(gre))
        .build();
  };
  expect_carried(in_udp("0000 0800" + kCarriedIpv4), LinkType::kRaw, "gre");
  const Outcome other = decode_frame(in_udp("0002 0800" + kCarriedIpv4), LinkType::kRaw);
  EXPECT_EQ(other.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(other.decoded.destination_port, 4754);
}

}  // namespace
}  // namespace flowsnoop::test
