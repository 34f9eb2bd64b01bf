// The short way for plain frames says what the way header by header says.
#include "decode/plain_frame.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

auto fields_of(const Decoded& d) {
  return std::tuple(d.source, d.destination, d.payload, d.payload_captured, d.payload_length,
                    d.tcp_sequence, d.tcp_acknowledgment, d.source_port, d.destination_port,
                    d.tcp_window, d.vlan_ids, d.vlan_count, d.protocol, d.ip_version, d.tcp_flags,
                    d.tcp_options_length, d.hop_limit, d.traffic_class, d.fragmented,
                    d.more_fragments, d.fragment_offset, d.icmp_exchange, d.fragment_identification,
                    d.icmp_type, d.icmp_code, d.link_broadcast, d.tunnels_in_udp, d.tunnels.count);
}

// What another frame may have left behind: nothing of it may show.
Decoded leftovers() {
  Decoded decoded;
  decoded.tcp_sequence = decoded.tcp_acknowledgment = decoded.fragment_identification = 7;
  decoded.tcp_window = decoded.fragment_offset = decoded.icmp_exchange = 8;
  decoded.vlan_ids = {9, 10};
  decoded.vlan_count = 2;
  decoded.tcp_flags = decoded.tcp_options_length = 11;
  decoded.fragmented = decoded.more_fragments = decoded.link_broadcast = true;
  decoded.icmp_type = decoded.icmp_code = 12;
  decoded.verified_checksums = decoded.bad_checksums = 3;
  decoded.tunnels_in_udp = 1;
  decoded.tunnels.count = 1;
  return decoded;
}

// Whether the short way was taken; the two ways agree. Verifying checksums goes the long way.
bool agrees_with_the_long_way(const Packet& packet) {
  Decoded by_header;
  const FrameBucket bucket = decode_packet(packet, by_header, {.verify_checksums = true});
  const Decoded left = leftovers();
  Decoded plain = left;
  if (!decode_plain_frame(packet, plain)) {
    EXPECT_EQ(fields_of(plain), fields_of(left)) << "changed where it has nothing to say";
    return false;
  }
  EXPECT_EQ(bucket, plain.protocol == kProtocolTcp ? FrameBucket::kTcpFlow : FrameBucket::kUdpFlow);
  EXPECT_EQ(fields_of(plain), fields_of(by_header));
  EXPECT_EQ(plain.verified_checksums | plain.bad_checksums, 0);
  return true;
}

PacketBuilder on_ipv4() {
  return PacketBuilder().ethernet().ipv4("192.0.2.1", "198.51.100.2");
}

std::vector<Bytes> plain_frames() {
  return {on_ipv4().tcp(49152, 443).payload(from_hex("0102030405")).build(),
          on_ipv4().udp(50000, 53).payload(from_hex("0001020304050607080910111213141516")).build()};
}

TEST(PlainFrame, IsTcpOrUdpRightBehindEthernetAndIpv4) {
  for (const Bytes& frame : plain_frames()) EXPECT_TRUE(agrees_with_the_long_way(as_packet(frame)));
}

TEST(PlainFrame, IsNoneWithBroadcastsTagsFragmentsTunnelPortsOrIpv6) {
  const Bytes payload = from_hex(std::string(64, '0'));
  for (const Bytes& frame :
       {PacketBuilder()
            .ethernet("02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff")
            .ipv4("192.0.2.1", "192.0.2.255")
            .tcp(1, 2)
            .build(),
        PacketBuilder().ethernet().vlan(7).ipv4("192.0.2.1", "192.0.2.2").tcp(1, 2).build(),
        PacketBuilder().ethernet().ipv6("2001:db8::1", "2001:db8::2").tcp(1, 2).build(),
        on_ipv4().udp(50000, 4789).payload(payload).build(),
        on_ipv4().udp(2152, 50000).payload(payload).build(),
        on_ipv4().transport(50).payload(payload).build()}) {
    EXPECT_FALSE(agrees_with_the_long_way(as_packet(frame)));
  }
}

TEST(PlainFrame, IsToldFromWhatDamageMakesOfIt) {
  std::mt19937 random(1);
  std::size_t taken = 0;
  for (const Bytes& whole : plain_frames()) {
    for (int i = 0; i < 20'000; ++i) {
      Bytes frame = whole;
      const std::size_t changes = random() % 3;
      for (std::size_t change = 0; change < changes; ++change) {
        frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
      }
      Packet packet = as_packet(frame);
      if (random() % 2 == 0) {
        packet.captured_length = static_cast<std::uint32_t>(random() % (frame.size() + 1));
      }
      taken += agrees_with_the_long_way(packet) ? 1u : 0u;
      if (testing::Test::HasFailure()) return;
    }
  }
  EXPECT_GT(taken, 10'000u);
}

TEST(PlainFrame, IsToldForEveryByteAndEveryValueOfTheHeaders) {
  for (const Bytes& whole : plain_frames()) {
    Bytes frame = whole;
    for (std::size_t at = 12; at < 54; ++at) {
      for (int value = 0; value < 256; ++value) {
        frame[at] = static_cast<std::uint8_t>(value);
        agrees_with_the_long_way(as_packet(frame));
        if (testing::Test::HasFailure()) return;
      }
      frame[at] = whole[at];
    }
  }
}

}  // namespace
}  // namespace flowsnoop::test
