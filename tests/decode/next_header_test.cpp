#include "decode/next_header.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

TEST(TunnelPort, IsFoundAmongAllPorts) {
  int found = 0;
  for (int port = 0; port < 65536; ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    const bool is_tunnel = after_tunnel_port(number).header == Header::kTunnel;
    // 0 stands for the empty places of the table; it announces nothing.
    EXPECT_EQ(port != 0 && is_tunnel_port(number), is_tunnel) << port;
    found += is_tunnel ? 1 : 0;
  }
  EXPECT_EQ(found, 10);
  EXPECT_EQ(after_tunnel_port(0).bucket, FrameBucket::kUdpFlow);
}

TEST(TunnelPort, OfTheDestinationGoesBeforeThatOfTheSource) {
  const Bytes frame = PacketBuilder()
                          .ipv4("203.0.113.1", "203.0.113.2")
                          .udp(2152, 4789)
                          .payload(from_hex("08000000 00006400" + kCarriedEthernet))
                          .build();
  EXPECT_EQ(path_text(decode_frame(frame, LinkType::kRaw).decoded.tunnels), "vxlan:100");
}

TEST(Tunnels, NestUpToABound) {
  Bytes packet = from_hex(kCarriedIpv4);
  const auto wrap = [&] {
    packet =
        PacketBuilder().ipv4("203.0.113.1", "203.0.113.2").transport(4).payload(packet).build();
  };
  for (std::size_t i = 0; i < TunnelPath::kMaxHops; ++i) wrap();
  const Outcome deepest = decode_frame(packet, LinkType::kRaw);
  EXPECT_TRUE(is_carried(deepest));
  EXPECT_EQ(path_text(deepest.decoded.tunnels), "ipip/ipip/ipip/ipip");
  wrap();
  EXPECT_EQ(decode_frame(packet, LinkType::kRaw).bucket, FrameBucket::kOtherFlow);
}

TEST(Tunnels, InUdpNestUpToABound) {
  Bytes frame = from_hex(kCarriedEthernet);
  for (std::size_t i = 0; i <= TunnelPath::kMaxHops; ++i) {
    Bytes payload = from_hex("08000000 00006400");
    payload.insert(payload.end(), frame.begin(), frame.end());
    frame = PacketBuilder()
                .ethernet()
                .ipv4("203.0.113.1", "203.0.113.2")
                .udp(3, 4789)
                .payload(payload)
                .build();
  }
  // The innermost that is not followed is a conversation.
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.destination_port, 4789);
  EXPECT_EQ(path_text(outcome.decoded.tunnels), "vxlan:100/vxlan:100/vxlan:100/vxlan:100");
}

TEST(Tunnels, AreNotFollowedWhereThatIsNotWanted) {
  Decoded decoded;
  const Bytes vxlan = PacketBuilder()
                          .ipv4("203.0.113.1", "203.0.113.2")
                          .udp(3, 4789)
                          .payload(from_hex("08000000 00006400" + kCarriedEthernet))
                          .build();
  const DecodeOptions outer{.max_tunnels = 0};
  EXPECT_EQ(decode_packet(as_packet(vxlan, 0, 1, LinkType::kRaw), decoded, outer),
            FrameBucket::kUdpFlow);
  EXPECT_EQ(decoded.destination_port, 4789);
  EXPECT_EQ(decoded.tunnels.count, 0);
  const Bytes ipip = PacketBuilder()
                         .ipv4("203.0.113.1", "203.0.113.2")
                         .transport(4)
                         .payload(from_hex(kCarriedIpv4))
                         .build();
  EXPECT_EQ(decode_packet(as_packet(ipip, 0, 1, LinkType::kRaw), decoded, outer),
            FrameBucket::kOtherFlow);
}

TEST(Tunnels, AreFollowedAsFarAsIsWantedAndTellWhichAreInUdp) {
  const Bytes carried = PacketBuilder()
                            .ipv4("203.0.113.1", "203.0.113.2")
                            .udp(3, 4789)
                            .payload(from_hex("08000000 00006400" + kCarriedEthernet))
                            .build();
  Bytes payload = from_hex("00000800");
  payload.insert(payload.end(), carried.begin(), carried.end());
  const Bytes frame =
      PacketBuilder().ipv4("10.0.0.1", "10.0.0.2").transport(47).payload(payload).build();
  const Packet packet = as_packet(frame, 0, 1, LinkType::kRaw);
  Decoded decoded;
  decode_packet(packet, decoded);
  EXPECT_EQ(path_text(decoded.tunnels), "gre/vxlan:100");
  EXPECT_EQ(decoded.tunnels_in_udp, 0b10);
  EXPECT_EQ(decode_packet(packet, decoded, {.max_tunnels = 1}), FrameBucket::kUdpFlow);
  EXPECT_EQ(path_text(decoded.tunnels), "gre");
  EXPECT_EQ(decoded.destination_port, 4789);
  EXPECT_EQ(decoded.tunnels_in_udp, 0);
}

TEST(Tunnels, WaitUntilAFragmentIsWhole) {
  const Bytes frame = PacketBuilder()
                          .ipv4("203.0.113.1", "203.0.113.2", {.more_fragments = true})
                          .udp(3, 4789)
                          .payload(from_hex("08000000 00006400" + kCarriedEthernet))
                          .build();
  const Outcome outcome = decode_frame(frame, LinkType::kRaw);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.destination_port, 4789);
}

TEST(Tunnels, OfSeveralKindsNest) {
  const Bytes gre = PacketBuilder()
                        .ipv4("10.0.0.1", "10.0.0.2")
                        .transport(47)
                        .payload(from_hex("20000800 00000005" + kCarriedIpv4))
                        .build();
  Bytes payload = from_hex("0000 0800 00006400");
  payload.insert(payload.end(), gre.begin(), gre.end());
  const Bytes frame = PacketBuilder()
                          .ethernet()
                          .vlan(7)
                          .ipv6("2001:db8::a", "2001:db8::b")
                          .udp(3, 6081)
                          .payload(payload)
                          .build();
  expect_carried(frame, LinkType::kEthernet, "geneve:100/gre:5");
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.decoded.tunnels.hops[0].ip_version, 6);
  EXPECT_EQ(to_string(outcome.decoded.tunnels.hops[1].source), "10.0.0.1");
}

}  // namespace
}  // namespace flowsnoop::test
