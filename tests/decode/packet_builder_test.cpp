// The builder against frames that tshark reads without complaint, checksums verified.
#include "support/packet_builder.h"

#include <gtest/gtest.h>

#include "decode/decoded.h"

namespace flowsnoop::test {
namespace {

TEST(PacketBuilder, WritesEthernetIpv4Tcp) {
  const Bytes frame = PacketBuilder()
                          .ethernet()
                          .ipv4("192.0.2.1", "198.51.100.7")
                          .tcp(51514, 443,
                               {.flags = kTcpSyn | kTcpAck,
                                .sequence = 0x01020304,
                                .acknowledgment = 0x0a0b0c0d,
                                .window = 29200,
                                .options = from_hex("020405b4 01030307")})
                          .payload("hi")
                          .build();
  EXPECT_EQ(frame, from_hex("020000000002 020000000001 0800"
                            "450000320001000040068e89 c0000201 c6336407"
                            "c93a01bb010203040a0b0c0d70127210d83c0000 020405b401030307 6869"));
}

TEST(PacketBuilder, WritesTagsOutermostFirst) {
  const Bytes frame = PacketBuilder()
                          .ethernet()
                          .vlan(100, 0x88a8)
                          .vlan(200)
                          .ipv4("192.0.2.1", "198.51.100.7")
                          .udp(1, 2)
                          .build();
  EXPECT_EQ(frame, from_hex("020000000002 020000000001 88a8 0064 8100 00c8 0800"
                            "4500001c0001000040118e94 c0000201 c6336407 000100020008139f"));
}

TEST(PacketBuilder, WritesLinuxCookedVersion2AndIpv6) {
  const Bytes frame =
      PacketBuilder().linux_sll2().ipv6("2001:db8::1", "2001:db8::2").udp(1, 2).build();
  EXPECT_EQ(frame, from_hex("86dd 0000 00000002 0001 00 06 0200000000010000 6000000000081140"
                            "20010db8000000000000000000000001 20010db8000000000000000000000002"
                            "000100020008a466"));
}

TEST(PacketBuilder, ChainsExtensionHeaders) {
  const Bytes frame = PacketBuilder()
                          .ipv6("2001:db8::1", "2001:db8::2")
                          .fragment_header(0, true)
                          .udp(9, 10, {.length = 100})
                          .payload("01234567")
                          .build();
  EXPECT_EQ(frame, from_hex("6000000000182c40"
                            "20010db8000000000000000000000001 20010db8000000000000000000000002"
                            "1100000101020304 0009000a0064d721 3031323334353637"));
}

TEST(PacketBuilder, RefusesABadAddress) {
  EXPECT_THROW(PacketBuilder().ipv4("192.0.2", "198.51.100.7"), std::invalid_argument);
  EXPECT_THROW(PacketBuilder().ipv6("192.0.2.1", "2001:db8::1"), std::invalid_argument);
  EXPECT_THROW(from_hex("0x"), std::invalid_argument);
  EXPECT_THROW(from_hex("123"), std::invalid_argument);
}

TEST(AsPacket, ViewsTheWholeFrame) {
  const Bytes frame = from_hex("010203");
  const Packet packet = as_packet(frame, 5, 6, LinkType::kRaw);
  EXPECT_EQ(packet.data, frame.data());
  EXPECT_EQ(packet.captured_length, 3u);
  EXPECT_EQ(packet.original_length, 3u);
  EXPECT_EQ(packet.timestamp_ns, 5);
  EXPECT_EQ(packet.frame_number, 6u);
  EXPECT_EQ(packet.link_type, LinkType::kRaw);
}

}  // namespace
}  // namespace flowsnoop::test
