// The headers in hexadecimal were checked with tshark: same ports.
#include "decode/other_transport.h"

#include <array>

#include "carried.h"

namespace flowsnoop::test {
namespace {

Bytes over_ipv4(std::uint8_t protocol, const std::string& hex) {
  return PacketBuilder()
      .ipv4("192.0.2.1", "198.51.100.7")
      .transport(protocol)
      .payload(from_hex(hex))
      .build();
}

Outcome decode_raw(const Bytes& frame) {
  return decode_frame(frame, LinkType::kRaw);
}

// Ports 36412 and 38412, verification tag, checksum, then an INIT chunk.
const std::string kSctpInitPacket = "8e3c 960c 00000000 deadbeef 01000014" + zeros(16);

TEST(Sctp, GivesPortsAndTheFirstChunk) {
  const Bytes frame = over_ipv4(132, kSctpInitPacket);
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kOtherFlow);
  EXPECT_EQ(outcome.decoded.source_port, 36412);
  EXPECT_EQ(outcome.decoded.destination_port, 38412);
  EXPECT_EQ(outcome.decoded.icmp_type, kSctpInit);
  EXPECT_EQ(outcome.decoded.icmp_exchange, 0);
  EXPECT_EQ(outcome.decoded.payload_length, 20u) << "all chunks";
}

TEST(Sctp, NeedsItsPortsAndAWholeHeader) {
  const Bytes frame = over_ipv4(132, kSctpInitPacket);
  for (std::size_t captured = 20; captured < frame.size(); ++captured) {
    const Outcome cut = decode_cut_frame(frame, captured, LinkType::kRaw);
    EXPECT_EQ(cut.bucket,
              captured < 24 ? FrameBucket::kTruncatedTransport : FrameBucket::kOtherFlow)
        << captured;
    EXPECT_EQ(cut.decoded.icmp_type, captured > 32 ? kSctpInit : 0) << captured;
  }
  EXPECT_EQ(decode_raw(over_ipv4(132, "8e3c 960c 00000000 deadbe")).bucket,
            FrameBucket::kMalformedTransport);
}

TEST(UdpLite, GivesPorts) {
  // A checksum coverage of 8: the header alone.
  const Bytes frame = over_ipv4(136, "1388 138a 0008 1234 80600001");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kOtherFlow);
  EXPECT_EQ(outcome.decoded.source_port, 5000);
  EXPECT_EQ(outcome.decoded.destination_port, 5002);
  EXPECT_EQ(outcome.decoded.payload_length, 4u);
  EXPECT_EQ(decode_cut_frame(frame, 23, LinkType::kRaw).bucket, FrameBucket::kTruncatedTransport);
  EXPECT_EQ(decode_raw(over_ipv4(136, "1388 138a 0008 12")).bucket,
            FrameBucket::kMalformedTransport);
}

TEST(Dccp, GivesPortsAndWhatFollowsItsHeader) {
  // A data offset of four words; a request with the service code.
  const Bytes frame = over_ipv4(33, "1388 138a 04 00 0000 00 000001 00000000 6162");
  const Outcome outcome = decode_raw(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kOtherFlow);
  EXPECT_EQ(outcome.decoded.source_port, 5000);
  EXPECT_EQ(outcome.decoded.destination_port, 5002);
  EXPECT_EQ(outcome.decoded.payload_length, 2u);
  EXPECT_EQ(decode_cut_frame(frame, 23, LinkType::kRaw).bucket, FrameBucket::kTruncatedTransport);
  EXPECT_EQ(decode_raw(over_ipv4(33, "1388 138a 02 00 0000 00 000001")).bucket,
            FrameBucket::kMalformedTransport);
  EXPECT_EQ(decode_raw(over_ipv4(33, "1388 138a 03 00 0000 00 0000")).bucket,
            FrameBucket::kMalformedTransport);
}

TEST(Portless, IsEveryOtherProtocol) {
  for (const std::uint8_t protocol : std::to_array<std::uint8_t>({2, 50, 88, 89, 112, 253, 255})) {
    const Outcome outcome = decode_raw(over_ipv4(protocol, "0102030405060708"));
    EXPECT_EQ(outcome.bucket, FrameBucket::kOtherFlow) << +protocol;
    EXPECT_EQ(outcome.decoded.protocol, protocol);
    EXPECT_EQ(outcome.decoded.source_port, 0) << +protocol;
    EXPECT_EQ(outcome.decoded.destination_port, 0) << +protocol;
    EXPECT_EQ(outcome.decoded.payload_length, 8u) << +protocol;
  }
}

TEST(Portless, NeedsNothingOfItsHeader) {
  const Bytes frame = over_ipv4(89, "0102030405060708");
  EXPECT_EQ(decode_cut_frame(frame, 20, LinkType::kRaw).bucket, FrameBucket::kOtherFlow);
  EXPECT_EQ(decode_cut_frame(frame, 19, LinkType::kRaw).bucket, FrameBucket::kTruncatedNetwork);
}

TEST(Portless, IsATunnelThatIsNotFollowed) {
  const Bytes gre = over_ipv4(47, "0000 0800" + kCarriedIpv4);
  Decoded decoded;
  const Packet packet = as_packet(gre, 0, 1, LinkType::kRaw);
  EXPECT_EQ(decode_packet(packet, decoded, {.max_tunnels = 0}), FrameBucket::kOtherFlow);
  EXPECT_EQ(decoded.protocol, 47);
  EXPECT_EQ(decoded.payload_length, gre.size() - 20);
  EXPECT_TRUE(is_carried(decode_raw(gre)));
}

TEST(Portless, IsATunnelThatCarriesNoConversation) {
  const std::string arp = "0001080006040001" + zeros(20);
  // ARP; a keepalive; an acknowledgment of PPTP; a link that negotiates; routers that greet.
  const std::pair<std::uint8_t, std::string> tunnels[] = {
      {47, "0000 6558" + kMacs + "0806" + arp},
      {47, "0000 0000"},
      {47, "2081 880b 0000 0007 00000001"},
      {47, "3081 880b 0006 0007 00000001 00000001 c021 01010004"},
      {103, "2000 0000 00010002 0069"},
  };
  for (const auto& [protocol, hex] : tunnels) {
    const Outcome outcome = decode_raw(over_ipv4(protocol, hex));
    EXPECT_EQ(outcome.bucket, FrameBucket::kOtherFlow) << hex;
    EXPECT_EQ(outcome.decoded.protocol, protocol) << hex;
    EXPECT_EQ(outcome.decoded.tunnels.count, 0) << hex;
    EXPECT_EQ(outcome.decoded.payload_length, from_hex(hex).size()) << hex;
  }
}

TEST(Portless, IsAMessageOfIpv6ThatNothingFollows) {
  // Mobility, HIP and shim6 with "no next header"; the first is also an extension header.
  const auto over_ipv6 = [](std::uint8_t protocol, const std::string& hex) {
    return PacketBuilder()
        .ipv6("2001:db8::1", "2001:db8::2")
        .transport(protocol)
        .payload(from_hex(hex))
        .build();
  };
  for (const std::uint8_t protocol : std::to_array<std::uint8_t>({135, 139, 140})) {
    const Outcome outcome = decode_raw(over_ipv6(protocol, "3b00 0500 00000000"));
    EXPECT_EQ(outcome.bucket, FrameBucket::kOtherFlow) << +protocol;
    EXPECT_EQ(outcome.decoded.protocol, protocol);
  }
  EXPECT_EQ(decode_raw(over_ipv6(60, "3b00 0104 00000000")).bucket, FrameBucket::kOtherTransport);
  EXPECT_EQ(decode_raw(over_ipv6(59, "")).bucket, FrameBucket::kOtherTransport);
  EXPECT_EQ(decode_raw(over_ipv4(139, "3b00 0500 00000000")).bucket, FrameBucket::kOtherFlow);
}

}  // namespace
}  // namespace flowsnoop::test
