// The packets in hexadecimal were checked with tshark: same ports (but L2TPv3, whose cookie it has
// to be told).
#include "decode/ip_tunnel.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

Bytes in_ipv4(std::uint8_t protocol, const std::string& hex) {
  return PacketBuilder()
      .ipv4("203.0.113.1", "203.0.113.2")
      .transport(protocol)
      .payload(from_hex(hex))
      .build();
}

Bytes in_ipv6(std::uint8_t protocol, const std::string& hex) {
  return PacketBuilder()
      .ipv6("2001:db8::a", "2001:db8::b")
      .transport(protocol)
      .payload(from_hex(hex))
      .build();
}

TEST(IpInIp, HasAKindForEachPairOfVersions) {
  expect_carried(in_ipv4(4, kCarriedIpv4), LinkType::kRaw, "ipip");
  expect_carried(in_ipv4(41, kCarriedIpv6), LinkType::kRaw, "6in4");
  expect_carried(in_ipv6(4, kCarriedIpv4), LinkType::kRaw, "4in6");
  expect_carried(in_ipv6(41, kCarriedIpv6), LinkType::kRaw, "6in6");
}

TEST(IpInIp, RemembersTheOuterAddresses) {
  const Bytes frame = in_ipv4(41, kCarriedIpv6);
  const Tunnel tunnel = decode_frame(frame, LinkType::kRaw).decoded.tunnels.hops[0];
  EXPECT_EQ(to_string(tunnel.source), "203.0.113.1");
  EXPECT_EQ(to_string(tunnel.destination), "203.0.113.2");
  EXPECT_EQ(tunnel.ip_version, 4);
}

TEST(Authentication, IsTakenOffBehindIpv4) {
  // In tunnel mode there is a tunnel behind it.
  expect_carried(in_ipv4(51, "0404 0000 00000100 00000001" + zeros(12) + kCarriedIpv4),
                 LinkType::kRaw, "ipip");
  const std::string transport_mode = "1104 0000 00000100 00000001" + zeros(12) + "0001000200080000";
  EXPECT_TRUE(is_carried(decode_frame(in_ipv4(51, transport_mode), LinkType::kRaw)));
}

TEST(EtherIp, CarriesFramesInVersion3) {
  expect_carried(in_ipv4(97, "3000" + kCarriedEthernet), LinkType::kRaw, "etherip");
  EXPECT_EQ(decode_frame(in_ipv4(97, "4000" + kCarriedEthernet), LinkType::kRaw).bucket,
            FrameBucket::kOtherFlow);
}

TEST(Pim, CarriesTheFirstPacketsOfASource) {
  expect_carried(in_ipv4(103, "2100 deff 00000000" + kCarriedIpv4), LinkType::kRaw, "pim");
  EXPECT_EQ(decode_frame(in_ipv4(103, "2000 0000 00010002 0069"), LinkType::kRaw).bucket,
            FrameBucket::kOtherFlow);
  EXPECT_EQ(decode_frame(in_ipv4(103, "2100 9eff 40000000" + zeros(20)), LinkType::kRaw).bucket,
            FrameBucket::kOtherFlow);
}

TEST(L2tpOverIp, CarriesFramesBehindCookiesOfAnySize) {
  for (const std::size_t cookie : {0, 4, 8, 12}) {
    expect_carried(in_ipv4(115, "00000007" + std::string(2 * cookie, '1') + kCarriedEthernet),
                   LinkType::kRaw, "l2tp");
  }
  EXPECT_EQ(decode_frame(in_ipv4(115, "00000000 c8030014" + zeros(40)), LinkType::kRaw).bucket,
            FrameBucket::kOtherFlow);
}

TEST(MplsInIp, CarriesIp) {
  expect_carried(in_ipv4(137, "000641ff" + kCarriedIpv4), LinkType::kRaw, "mpls");
}

}  // namespace
}  // namespace flowsnoop::test
