#include "capture/filter.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;

// IPv4 and TCP headers, 192.0.2.1:51514 to 192.0.2.2:443.
Bytes tcp_packet() {
  return ByteWriter(true)
      .u16(0x4500)
      .u16(40)
      .u32(0)
      .u16(0x4006)
      .u16(0)
      .u32(0xc0000201)
      .u32(0xc0000202)
      .u16(51514)
      .u16(443)
      .u32(0)
      .u32(0)
      .u32(0x50020000)
      .u32(0)
      .bytes;
}

Bytes in_ethernet(const Bytes& ip) {
  return ByteWriter(true).u64(0).u32(0).u16(0x0800).raw(ip).bytes;
}

bool matches(PacketFilter& filter, const Bytes& data, LinkType link_type) {
  Packet packet;
  packet.data = data.data();
  packet.captured_length = packet.original_length = static_cast<std::uint32_t>(data.size());
  packet.link_type = link_type;
  return filter.matches(packet);
}

TEST(PacketFilter, MatchesAsPcapFilterSays) {
  PacketFilter https("tcp port 443");
  PacketFilter dns("udp port 53");
  EXPECT_TRUE(matches(https, in_ethernet(tcp_packet()), LinkType::kEthernet));
  EXPECT_FALSE(matches(dns, in_ethernet(tcp_packet()), LinkType::kEthernet));
}

TEST(PacketFilter, IsCompiledForEachLinkType) {
  PacketFilter filter("host 192.0.2.2 and tcp dst port 443");
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(matches(filter, in_ethernet(tcp_packet()), LinkType::kEthernet));
    EXPECT_TRUE(matches(filter, tcp_packet(), LinkType::kRaw));
    EXPECT_FALSE(matches(filter, tcp_packet(), LinkType::kEthernet));
  }
  EXPECT_EQ(filter.inapplicable_packets(), 0U);
}

TEST(PacketFilter, ASyntaxErrorIsAnErrorBeforeAnyPacket) {
  const std::string message = message_of([] { PacketFilter("tcp prot 443"); });
  EXPECT_THAT(message, HasSubstr("filter \"tcp prot 443\": "));
  EXPECT_THAT(message, HasSubstr("syntax error"));
}

TEST(PacketFilter, AnExpressionForAnotherLinkTypeIsNoErrorAndCountsPacketsItCannotJudge) {
  PacketFilter filter("wlan type mgt");
  EXPECT_FALSE(matches(filter, in_ethernet(tcp_packet()), LinkType::kEthernet));
  EXPECT_EQ(filter.inapplicable_packets(), 1U);
  const Bytes beacon(24, 0x80);
  EXPECT_TRUE(matches(filter, beacon, static_cast<LinkType>(105)));
  EXPECT_EQ(filter.inapplicable_packets(), 1U);
}

TEST(PacketFilter, APacketOfALinkTypeWithoutPortsDoesNotMatch) {
  PacketFilter filter("tcp port 443");
  EXPECT_FALSE(matches(filter, tcp_packet(), static_cast<LinkType>(220)));  // USB
  EXPECT_FALSE(matches(filter, tcp_packet(), static_cast<LinkType>(65'000)));
  EXPECT_EQ(filter.inapplicable_packets(), 2U);
}

TEST(PacketFilter, ACutPacketDoesNotMatchWhatItDoesNotShow) {
  PacketFilter filter("tcp port 443");
  Bytes cut = in_ethernet(tcp_packet());
  cut.resize(14 + 20 + 3);
  EXPECT_FALSE(matches(filter, cut, LinkType::kEthernet));
}

}  // namespace
}  // namespace flowsnoop
