// The packets in hexadecimal were checked with tshark: same ports (but L2TPv3, whose cookie it has
// to be told, and the Linux port of VXLAN).
#include "decode/udp_tunnel.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

Bytes to_port(std::uint16_t port, const std::string& hex) {
  return PacketBuilder()
      .ipv4("203.0.113.1", "203.0.113.2")
      .udp(50000, port)
      .payload(from_hex(hex))
      .build();
}

void expect_carried_to(std::uint16_t port, const std::string& hex, const std::string& path) {
  SCOPED_TRACE(hex);
  expect_carried(to_port(port, hex), LinkType::kRaw, path);
  Bytes reply = to_port(port, hex);
  std::swap(reply[20], reply[22]);
  std::swap(reply[21], reply[23]);
  expect_carried(reply, LinkType::kRaw, path);
}

// The payload is not followed: the conversation is that of the port.
void expect_outer(std::uint16_t port, const std::string& hex) {
  SCOPED_TRACE(hex);
  const Bytes frame = to_port(port, hex);
  const Outcome outcome = decode_frame(frame, LinkType::kRaw);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.destination_port, port);
  EXPECT_EQ(outcome.decoded.tunnels.count, 0);
  EXPECT_EQ(outcome.decoded.payload, frame.data() + 28);
  EXPECT_EQ(outcome.decoded.payload_length, from_hex(hex).size());
}

TEST(Vxlan, CarriesFramesOfANetwork) {
  expect_carried_to(4789, "08000000 00006400" + kCarriedEthernet, "vxlan:100");
  expect_carried_to(8472, "08000000 00006400" + kCarriedEthernet, "vxlan:100");
  expect_carried_to(4789, "88000123 00006400" + kCarriedEthernet, "vxlan:100");
}

TEST(Vxlan, IsUdpWithoutANetworkOrAKnownFrame) {
  expect_outer(4789, "00000000 00006400" + kCarriedEthernet);
  expect_outer(4789, "08000000 00006400" + kMacs + "88cc 0207");
  expect_outer(4789, "08000000 00006400" + kMacs + "0800 4400001c" + zeros(24));
  expect_outer(4789, "08");
  expect_outer(4789, "");
}

TEST(Vxlan, LeavesWhatIsNoConversationToThatOfTheTunnelsEnds) {
  expect_outer(4789, "08000000 00006400" + kMacs + "0806" + zeros(28));
  // Protocol 253: anything could be that.
  expect_outer(4789, "08000000 00006400" + kMacs + "0800" +
                         "4500001c0001000040fd8d98c0000201c6336407 0800f7ff00000000");
}

TEST(Vxlan, LeavesWhatIsNeitherTcpNorUdpToItsEnds) {
  for (const char* carried : {"01 0000c0000201c6336407 0800f7ff00000000",     // ICMP echo
                              "01 0000c0000201c6336407 0303f7ff00000000",     // ICMP error
                              "59 0000c0000201c6336407 0201002c00000000"}) {  // OSPF
    expect_outer(4789, "08000000 00006400" + kMacs + "0800" + "4500001c0001000040" + carried);
  }
}

TEST(VxlanGpe, CarriesWhatItsProtocolSays) {
  expect_carried_to(4790, "0c000001 00006400" + kCarriedIpv4, "vxlan-gpe:100");
  expect_carried_to(4790, "0c000002 00006400" + kCarriedIpv6, "vxlan-gpe:100");
  expect_carried_to(4790, "0c000003 00006400" + kCarriedEthernet, "vxlan-gpe:100");
  expect_carried_to(4790, "0c000004 00006400 0fc20201 00000aff" + kCarriedIpv4, "vxlan-gpe:100");
  expect_carried_to(4790, "08000000 00006400" + kCarriedEthernet, "vxlan-gpe:100");
  expect_carried_to(4790, "08000001 00006400" + kCarriedIpv4, "vxlan-gpe:100");
  expect_outer(4790, "3c000001 00006400" + kCarriedIpv4);
  expect_outer(4790, "0c000009 00006400" + kCarriedIpv4);
}

TEST(Geneve, CarriesFramesBehindOptions) {
  expect_carried_to(6081, "0000 6558 00006400" + kCarriedEthernet, "geneve:100");
  expect_carried_to(6081, "0200 0800 00006400 01020301 00000000" + kCarriedIpv4, "geneve:100");
  expect_outer(6081, "4000 6558 00006400" + kCarriedEthernet);
  expect_outer(6081, "3f00 6558 00006400" + kCarriedEthernet);
}

TEST(GtpU, CarriesIpInUserPackets) {
  expect_carried_to(2152, "30ff 001c 00000007" + kCarriedIpv4, "gtp-u");
  expect_carried_to(2152, "32ff 0020 00000007 00010000" + kCarriedIpv4, "gtp-u");
  expect_carried_to(2152, "34ff 0024 00000007 00000085 01100100" + kCarriedIpv4, "gtp-u");
}

TEST(GtpU, IsUdpForEverythingElse) {
  expect_outer(2152, "3201 0004 00000000 00010000");                          // echo request
  expect_outer(2152, "30ff 001d 00000007" + kCarriedIpv4);                    // too long
  expect_outer(2152, "34ff 0024 00000007 00000085 00100100" + kCarriedIpv4);  // empty extension
  expect_outer(2152, "30ff 0004 00000007 45000000");
  expect_outer(2152, "50ff 001c 00000007" + kCarriedIpv4);  // version 2
}

TEST(Teredo, CarriesIpv6BehindIndications) {
  expect_carried_to(3544, kCarriedIpv6, "teredo");
  expect_carried_to(3544, "0000 3a98 34ff8efe" + kCarriedIpv6, "teredo");
  expect_carried_to(3544, "0001 0000 0102030405060708 00 0000 3a98 34ff8efe" + kCarriedIpv6,
                    "teredo");
  expect_outer(3544, kCarriedIpv4);
}

TEST(L2tp, CarriesPppInDataMessages) {
  expect_carried_to(1701, "0002 0001 0007 ff03 0021" + kCarriedIpv4, "l2tp");
  expect_carried_to(1701, "4002 0028 0001 0007 ff03 0021" + kCarriedIpv4, "l2tp");
  expect_carried_to(1701, "0802 0001 0007 0001 0001 ff03 0021" + kCarriedIpv4, "l2tp");
  expect_carried_to(1701, "0202 0001 0007 0002 ffff ff03 0021" + kCarriedIpv4, "l2tp");
}

TEST(L2tp, OfVersion3CarriesFrames) {
  expect_carried_to(1701, "0003 0000 00000007" + kCarriedEthernet, "l2tp");
}

TEST(L2tp, IsUdpForControlMessages) {
  expect_outer(1701, "c802 000c 0001 0000 0000 0001");
  expect_outer(1701, "0004 0001 0007 ff03 0021" + kCarriedIpv4);
  expect_outer(1701, "0002 0001 0007 ff03 c021 09010008 00000000");  // PPP's own
}

TEST(Lisp, CarriesIp) {
  expect_carried_to(4341, "00000000 00000000" + kCarriedIpv4, "lisp");
  expect_carried_to(4341, "08000000 00006400" + kCarriedIpv4, "lisp:100");
}

TEST(MplsInUdp, CarriesIp) {
  expect_carried_to(6635, "000641ff" + kCarriedIpv4, "mpls");
}

}  // namespace
}  // namespace flowsnoop::test
