// A frame whose lengths and checksums were broken is what it was before, after its repair.
#include "packet_repair.h"

#include <gtest/gtest.h>

#include "support/packet_builder.h"

namespace flowsnoop::fuzz {
namespace {

constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kRaw = 101;

using test::PacketBuilder;

PacketBuilder with_ethernet() {
  return PacketBuilder().ethernet().vlan(7);
}

// Breaks two bytes at each place.
Bytes broken(Bytes frame, std::initializer_list<std::size_t> places) {
  for (const std::size_t place : places) {
    frame[place] ^= 0x5a;
    frame[place + 1] ^= 0xa5;
  }
  return frame;
}

void expect_repaired(const Bytes& frame, std::initializer_list<std::size_t> places,
                     std::uint16_t link_type = kEthernet) {
  Bytes repaired = broken(frame, places);
  ASSERT_NE(repaired, frame);
  repair_frame(repaired, link_type);
  EXPECT_EQ(repaired, frame);
}

TEST(PacketRepair, MakesTcpOverIpv4Right) {
  const Bytes frame =
      with_ethernet().ipv4("192.0.2.1", "198.51.100.7").tcp(51514, 443).payload("hello").build();
  constexpr std::size_t kIp = 18;
  expect_repaired(frame, {kIp + 2, kIp + 10, kIp + 20 + 16});
}

TEST(PacketRepair, MakesUdpOverIpv6WithExtensionsRight) {
  const Bytes frame = with_ethernet()
                          .ipv6("2001:db8::1", "2001:db8::2")
                          .extension(60)
                          .udp(5353, 53)
                          .payload("odd")
                          .build();
  constexpr std::size_t kIp = 18;
  expect_repaired(frame, {kIp + 4, kIp + 48 + 4, kIp + 48 + 6});
}

TEST(PacketRepair, MakesTheInsideOfATunnelRight) {
  const Bytes inside =
      PacketBuilder().ipv4("10.0.0.1", "10.0.0.2").udp(1000, 2000).payload("inside").build();
  const Bytes frame =
      PacketBuilder().ipv4("192.0.2.1", "192.0.2.2").transport(4).payload(inside).build();
  expect_repaired(frame, {2, 10, 20 + 2, 20 + 10, 40 + 4, 40 + 6}, kRaw);
}

TEST(PacketRepair, LeavesAFrameWithoutIpAsItIs) {
  const Bytes frame = PacketBuilder().ethernet().ethertype(0x0806).payload("who has").build();
  Bytes repaired = frame;
  repair_frame(repaired, kEthernet);
  EXPECT_EQ(repaired, frame);
}

// Cut at every length: no place is beyond what there is.
TEST(PacketRepair, StaysWithinAFrameThatIsCut) {
  const Bytes frame =
      with_ethernet().ipv6("2001:db8::1", "2001:db8::2").extension(0).tcp(1, 2).build();
  for (std::size_t size = 0; size <= frame.size(); ++size) {
    Bytes cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
    cut.shrink_to_fit();
    repair_frame(cut, kEthernet);
    const auto places = find_places(cut, kEthernet);
    EXPECT_LE(places ? places->payload : 0, size);
  }
}

}  // namespace
}  // namespace flowsnoop::fuzz
