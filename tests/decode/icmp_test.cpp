// The messages in hexadecimal were checked with tshark: same fields.
#include "decode/icmp.h"

#include "carried.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kHost = "192.0.2.1";
constexpr const char* kRouter = "203.0.113.9";

// The TCP header that an error quotes: eight bytes of it (RFC 792).
const std::string kQuotedTcp = "4500003c0001000040060000 c0000201 c6336407 c93a01bb00000001";

Bytes icmp(const std::string& hex) {
  return PacketBuilder().ipv4(kRouter, kHost).transport(1).payload(from_hex(hex)).build();
}

Bytes icmpv6(const std::string& hex) {
  return PacketBuilder()
      .ipv6("2001:db8::9", "2001:db8::1")
      .transport(58)
      .payload(from_hex(hex))
      .build();
}

TEST(Icmp, GivesTypeAndCode) {
  const Bytes echo = icmp("0800 f7ff 0000 0000");
  const Outcome outcome = decode_frame(echo, LinkType::kRaw);
  EXPECT_EQ(outcome.bucket, FrameBucket::kIcmp);
  EXPECT_EQ(outcome.decoded.icmp_type, 8);
  EXPECT_EQ(outcome.decoded.icmp_code, 0);
  const Bytes unreachable = icmpv6("0104 0000 00000000");
  const Outcome outcome6 = decode_frame(unreachable, LinkType::kRaw);
  EXPECT_EQ(outcome6.bucket, FrameBucket::kIcmp);
  EXPECT_EQ(outcome6.decoded.icmp_type, 1);
  EXPECT_EQ(outcome6.decoded.icmp_code, 4);
}

TEST(Icmp, KnowsThatAPortIsUnreachable) {
  const auto says_so = [](const Bytes& frame) {
    return is_port_unreachable(decode_frame(frame, LinkType::kRaw).decoded);
  };
  EXPECT_TRUE(says_so(icmp("0303 0000 00000000")));
  EXPECT_FALSE(says_so(icmp("0301 0000 00000000"))) << "the host";
  EXPECT_FALSE(says_so(icmp("0104 0000 00000000"))) << "ICMPv6's numbers";
  EXPECT_TRUE(says_so(icmpv6("0104 0000 00000000")));
  EXPECT_FALSE(says_so(icmpv6("0303 0000 00000000"))) << "ICMP's numbers";
}

TEST(Icmp, NeedsTypeAndCode) {
  const Bytes echo = icmp("0800 f7ff 0000 0000");
  for (std::size_t captured = 0; captured < echo.size(); ++captured) {
    const FrameBucket expected = captured < 20   ? FrameBucket::kTruncatedNetwork
                                 : captured < 22 ? FrameBucket::kTruncatedTransport
                                                 : FrameBucket::kIcmp;
    EXPECT_EQ(decode_cut_frame(echo, captured, LinkType::kRaw).bucket, expected) << captured;
  }
  EXPECT_EQ(decode_frame(icmp("0800f7"), LinkType::kRaw).bucket, FrameBucket::kMalformedTransport);
}

TEST(Icmp, BelongsToItsVersionOfIp) {
  const Bytes frame = PacketBuilder().ipv4(kRouter, kHost).transport(58).payload(Bytes(8)).build();
  EXPECT_EQ(decode_frame(frame, LinkType::kRaw).bucket, FrameBucket::kOtherTransport);
}

TEST(QuotedPacket, IsFoundInEveryErrorOfIcmp) {
  for (const char* type : {"0303", "0304", "0400", "0501", "0b00", "0c00"}) {
    const Bytes frame = icmp(type + ("0000 00000000" + kQuotedTcp));
    const Outcome error = decode_frame(frame, LinkType::kRaw);
    Decoded quoted;
    ASSERT_TRUE(decode_quoted(error.decoded, quoted)) << type;
    EXPECT_EQ(quoted.protocol, 6);
    EXPECT_EQ(to_string(quoted.source), kHost);
    EXPECT_EQ(quoted.source_port, 51514);
    EXPECT_EQ(to_string(quoted.destination), "198.51.100.7");
    EXPECT_EQ(quoted.destination_port, 443);
  }
}

TEST(QuotedPacket, IsFoundInEveryErrorOfIcmpv6) {
  for (const char* type : {"0104", "0200", "0300", "0401"}) {
    const Bytes frame = icmpv6(type + ("0000 00000000" + kCarriedIpv6));
    const Outcome error = decode_frame(frame, LinkType::kRaw);
    Decoded quoted;
    ASSERT_TRUE(decode_quoted(error.decoded, quoted)) << type;
    EXPECT_EQ(quoted.protocol, 17);
    EXPECT_EQ(quoted.ip_version, 6);
    EXPECT_EQ(quoted.destination_port, 2);
  }
}

TEST(QuotedPacket, IsNotLookedForInOtherMessages) {
  Decoded quoted;
  for (const char* type : {"0000", "0800", "0d00"}) {
    const Bytes frame = icmp(type + ("0000 00000000" + kQuotedTcp));
    EXPECT_FALSE(decode_quoted(decode_frame(frame, LinkType::kRaw).decoded, quoted)) << type;
  }
  for (const char* type : {"8000", "8900"}) {
    const Bytes frame = icmpv6(type + ("0000 00000000" + kCarriedIpv6));
    EXPECT_FALSE(decode_quoted(decode_frame(frame, LinkType::kRaw).decoded, quoted)) << type;
  }
}

TEST(QuotedPacket, NeedsItsPorts) {
  const Bytes frame = icmp("0303 0000 00000000" + kQuotedTcp);
  const std::size_t ports_end = 20 + 8 + 20 + 4;
  for (std::size_t captured = 22; captured < frame.size(); ++captured) {
    // Decoded from a copy of its own size, so that a sanitizer sees a read beyond it.
    const Bytes cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(captured));
    Packet packet = as_packet(cut, 0, 1, LinkType::kRaw);
    packet.original_length = static_cast<std::uint32_t>(frame.size());
    Decoded error;
    ASSERT_EQ(decode_packet(packet, error), FrameBucket::kIcmp);
    Decoded quoted;
    EXPECT_EQ(decode_quoted(error, quoted), captured >= ports_end) << captured;
  }
}

TEST(QuotedPacket, IsTheOneOfTheTunnelsEnd) {
  const std::string gre = "450000380001000040 2f0000 c0000201 c6336407 00000800" + kCarriedIpv4;
  const Bytes frame = icmp("0303 0000 00000000" + gre);
  Decoded quoted;
  EXPECT_FALSE(decode_quoted(decode_frame(frame, LinkType::kRaw).decoded, quoted));
}

}  // namespace
}  // namespace flowsnoop::test
