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
  EXPECT_EQ(outcome.bucket, FrameBucket::kIcmpFlow);
  EXPECT_EQ(outcome.decoded.icmp_type, 8);
  EXPECT_EQ(outcome.decoded.icmp_code, 0);
  const Bytes unreachable = icmpv6("0104 0000 00000000");
  const Outcome outcome6 = decode_frame(unreachable, LinkType::kRaw);
  EXPECT_EQ(outcome6.bucket, FrameBucket::kIcmpError);
  EXPECT_EQ(outcome6.decoded.icmp_type, 1);
  EXPECT_EQ(outcome6.decoded.icmp_code, 4);
}

IcmpErrorKind kind_of(const Bytes& frame) {
  return icmp_error_kind(decode_frame(frame, LinkType::kRaw).decoded);
}

// RFC 1812 section 5.2.7.1 lists the codes.
TEST(Icmp, TellsErrorsApart) {
  using enum IcmpErrorKind;
  const std::pair<const char*, IcmpErrorKind> errors[] = {
      {"0300", kNetUnreachable},      {"0306", kNetUnreachable},
      {"030b", kNetUnreachable},      {"0301", kHostUnreachable},
      {"0307", kHostUnreachable},     {"030c", kHostUnreachable},
      {"0302", kProtocolUnreachable}, {"0303", kPortUnreachable},
      {"0304", kFragmentationNeeded}, {"0309", kProhibited},
      {"030a", kProhibited},          {"030d", kProhibited},
      {"0305", kUnreachable},         {"030e", kUnreachable},
      {"0400", kSourceQuench},        {"0501", kRedirect},
      {"0b00", kTtlExceeded},         {"0b01", kReassemblyTimeout},
      {"0c00", kParameterProblem},
  };
  for (const auto& [type, kind] : errors) {
    EXPECT_EQ(kind_of(icmp(type + std::string("0000 00000000"))), kind) << type;
  }
}

// RFC 4443 section 3.
TEST(Icmp, TellsErrorsOfIcmpv6Apart) {
  using enum IcmpErrorKind;
  const std::pair<const char*, IcmpErrorKind> errors[] = {
      {"0100", kNetUnreachable},    {"0106", kNetUnreachable},   {"0101", kProhibited},
      {"0105", kProhibited},        {"0103", kHostUnreachable},  {"0104", kPortUnreachable},
      {"0102", kUnreachable},       {"0200", kPacketTooBig},     {"0300", kTtlExceeded},
      {"0301", kReassemblyTimeout}, {"0401", kParameterProblem}, {"6400", kOther},
  };
  for (const auto& [type, kind] : errors) {
    EXPECT_EQ(kind_of(icmpv6(type + std::string("0000 00000000"))), kind) << type;
  }
}

TEST(Icmp, GivesTheMtuOfWhatWasTooBig) {
  const auto mtu_of = [](const Bytes& frame) {
    return icmp_error_mtu(decode_frame(frame, LinkType::kRaw).decoded);
  };
  EXPECT_EQ(mtu_of(icmp("0304 0000 ffff0578")), 1400u) << "the upper half is unused";
  EXPECT_EQ(mtu_of(icmp("0303 0000 00000578")), 0u) << "another error";
  EXPECT_EQ(mtu_of(icmpv6("0200 0000 00010000")), 65536u);
  EXPECT_EQ(mtu_of(icmpv6("0304 0000 00000578")), 0u) << "ICMP's numbers";
  const Bytes cut = icmp("0304 0000 00000578");
  EXPECT_EQ(icmp_error_mtu(decode_cut_frame(cut, 27, LinkType::kRaw).decoded), 0u);
}

TEST(Icmp, KnowsRequestsAndRepliesByTheirIdentifier) {
  const std::pair<const char*, const char*> exchanges[] = {
      {"08", "00"}, {"0d", "0e"}, {"0f", "10"}, {"11", "12"}, {"2a", "2b"}};
  for (const auto& [request, reply] : exchanges) {
    const Outcome asked =
        decode_frame(icmp(request + std::string("00 0000 12340001")), LinkType::kRaw);
    const Outcome answered =
        decode_frame(icmp(reply + std::string("00 0000 12340001")), LinkType::kRaw);
    EXPECT_EQ(asked.decoded.icmp_exchange, answered.decoded.icmp_exchange) << request;
    EXPECT_EQ(asked.decoded.source_port, 0x1234) << request;
    EXPECT_EQ(answered.decoded.destination_port, 0x1234) << request;
    EXPECT_TRUE(is_icmp_request(asked.decoded) && !is_icmp_reply(asked.decoded)) << request;
    EXPECT_TRUE(is_icmp_reply(answered.decoded) && !is_icmp_request(answered.decoded)) << request;
  }
}

TEST(Icmp, PairsDiscoveryWithoutAnIdentifier) {
  const Outcome asked = decode_frame(icmpv6("8700 0000 12345678"), LinkType::kRaw);
  const Outcome answered = decode_frame(icmpv6("8800 0000 60000000"), LinkType::kRaw);
  EXPECT_EQ(asked.decoded.icmp_exchange, 135 + 1);
  EXPECT_EQ(answered.decoded.icmp_exchange, 135 + 1);
  EXPECT_EQ(asked.decoded.source_port, 0);
  EXPECT_TRUE(is_icmp_request(asked.decoded));
  EXPECT_TRUE(is_icmp_reply(answered.decoded));
}

TEST(Icmp, KeepsOtherMessagesApartByTheirType) {
  const Outcome report = decode_frame(icmpv6("8f00 0000 00000001"), LinkType::kRaw);
  EXPECT_EQ(report.bucket, FrameBucket::kIcmpFlow);
  EXPECT_EQ(report.decoded.icmp_exchange, 143 + 1);
  EXPECT_FALSE(is_icmp_request(report.decoded));
  EXPECT_FALSE(is_icmp_reply(report.decoded));
  // The numbers of the other version: 128 is nothing in IPv4.
  const Outcome other = decode_frame(icmp("8000 0000 12340001"), LinkType::kRaw);
  EXPECT_EQ(other.decoded.icmp_exchange, 128 + 1);
  EXPECT_EQ(other.decoded.source_port, 0);
}

TEST(Icmp, NeedsTypeAndCode) {
  const Bytes echo = icmp("0800 f7ff 0000 0000");
  for (std::size_t captured = 0; captured < echo.size(); ++captured) {
    const FrameBucket expected = captured < 20   ? FrameBucket::kTruncatedNetwork
                                 : captured < 22 ? FrameBucket::kTruncatedTransport
                                                 : FrameBucket::kIcmpFlow;
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
    ASSERT_EQ(decode_packet(packet, error), FrameBucket::kIcmpError);
    Decoded quoted;
    EXPECT_EQ(decode_quoted(error, quoted), captured >= ports_end) << captured;
  }
}

TEST(QuotedPacket, IsTheOneOfTheTunnelsEnd) {
  const std::string gre = "450000380001000040 2f0000 c0000201 c6336407 00000800" + kCarriedIpv4;
  const Bytes frame = icmp("0303 0000 00000000" + gre);
  Decoded quoted;
  ASSERT_TRUE(decode_quoted(decode_frame(frame, LinkType::kRaw).decoded, quoted));
  EXPECT_EQ(quoted.protocol, 47);
  EXPECT_EQ(quoted.tunnels.count, 0);
  EXPECT_EQ(quoted.source_port, 0);
}

TEST(QuotedPacket, MayBeAnEcho) {
  const std::string echo = "450000540001000001 010000 c0000201 c6336407 0800 0000 12340001";
  const Bytes frame = icmp("0b00 0000 00000000" + echo);
  Decoded quoted;
  ASSERT_TRUE(decode_quoted(decode_frame(frame, LinkType::kRaw).decoded, quoted));
  EXPECT_EQ(quoted.icmp_exchange, 8 + 1);
  EXPECT_EQ(quoted.source_port, 0x1234);
}

TEST(QuotedPacket, IsNoErrorItself) {
  const std::string error = "450000540001000001 010000 c0000201 c6336407 0b00 0000 00000000";
  const Bytes frame = icmp("0303 0000 00000000" + error);
  Decoded quoted;
  EXPECT_FALSE(decode_quoted(decode_frame(frame, LinkType::kRaw).decoded, quoted));
}

}  // namespace
}  // namespace flowsnoop::test
