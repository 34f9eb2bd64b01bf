// Random damage to frames with something carried in them: whatever the result, it stays within the
// frame.
#include <random>

#include "carried.h"

namespace flowsnoop::test {
namespace {

struct Kind {
  LinkType link_type;
  Bytes frame;
};

Bytes in_udp(std::uint16_t port, const std::string& hex) {
  return PacketBuilder()
      .ipv4("203.0.113.1", "203.0.113.2")
      .udp(50000, port)
      .payload(from_hex(hex))
      .build();
}

Bytes in_gre(const std::string& hex) {
  return PacketBuilder()
      .ipv4("203.0.113.1", "203.0.113.2")
      .transport(47)
      .payload(from_hex(hex))
      .build();
}

std::vector<Kind> all_kinds() {
  const std::string wireless =
      "8803 0000 020000000001 020000000002 020000000003 1000 020000000004"
      "8000" +
      kMacs + "0024" + kSnapIpv4;
  return {
      {LinkType::kRadiotap, from_hex("0000 0d00 02000080 00000000 20" + wireless)},
      {LinkType::kPpi, from_hex("0000 0800 69000000" + wireless)},
      {LinkType::kNflog, from_hex("0200 0000 0800 0100 08000300 2000 0900" + kCarriedIpv4)},
      {LinkType::kPktap, from_hex("6c000000 01000000 01000000" + zeros(96) + kCarriedEthernet)},
      {LinkType::kPpp, from_hex("ff03 003d c0000001 0281 000641ff" + kCarriedIpv4)},
      {LinkType::kFrameRelay, from_hex("1841 0300 80 000000 0800" + kCarriedIpv4)},
      {LinkType::kTokenRing, from_hex("1040 020000000002 820000000001 0630 00100020" + kSnapIpv4)},
      {LinkType::kRaw,
       in_gre("f000 0800 0000 0000 00000064 00000001 0800 0004 c0000209 00000000" + kCarriedIpv4)},
      {LinkType::kRaw, in_gre("3081 880b 0020 0007 00000001 00000001 ff03 0021" + kCarriedIpv4)},
      {LinkType::kRaw,
       in_gre("1000 22eb 00000001 2001 0064 00000000 0000 0001" + zeros(8) + kCarriedEthernet)},
      {LinkType::kRaw,
       in_udp(4790, "0c000004 00006400 0fc60101 00000aff" + zeros(16) + kCarriedIpv4)},
      {LinkType::kRaw, in_udp(6081, "0200 6558 00006400 01020301 00000000" + kCarriedEthernet)},
      {LinkType::kRaw, in_udp(2152, "34ff 0024 00000007 00000085 01100100" + kCarriedIpv4)},
      {LinkType::kRaw,
       in_udp(3544, "0001 0000 0102030405060708 00 0000 3a98 34ff8efe" + kCarriedIpv6)},
      {LinkType::kRaw, in_udp(1701, "4a02 002c 0001 0007 0001 0001 0000 ff03 0021" + kCarriedIpv4)},
  };
}

TEST(Damage, LeavesThePayloadWithinTheFrame) {
  std::mt19937 random(1);
  for (const Kind& kind : all_kinds()) {
    for (int round = 0; round < 2'000; ++round) {
      Bytes frame = kind.frame;
      for (int i = 0; i < 4; ++i)
        frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
      frame.resize(random() % (frame.size() + 1));
      frame.shrink_to_fit();
      Decoded decoded;
      const FrameBucket bucket = decode_packet(as_packet(frame, 0, 1, kind.link_type), decoded,
                                               {.verify_checksums = true});
      ASSERT_LE(decoded.tunnels.count, TunnelPath::kMaxHops);
      if (!is_flow(bucket) && bucket != FrameBucket::kIcmpError) continue;
      ASSERT_GE(decoded.payload, frame.data());
      ASSERT_LE(decoded.payload + decoded.payload_captured, frame.data() + frame.size());
      ASSERT_LE(decoded.payload_captured, decoded.payload_length);
    }
  }
}

TEST(Damage, LeavesTheWholeFramesReadable) {
  for (const Kind& kind : all_kinds()) {
    EXPECT_TRUE(is_carried(decode_frame(kind.frame, kind.link_type)))
        << static_cast<int>(kind.link_type) << ' ' << kind.frame.size();
  }
}

}  // namespace
}  // namespace flowsnoop::test
