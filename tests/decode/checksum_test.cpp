// The packets in hexadecimal were checked with tshark: their checksums are right.
#include "decode/checksum.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "carried.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kSource = "192.0.2.1";
constexpr const char* kDestination = "198.51.100.7";
constexpr std::uint8_t kBoth = kIpChecksum | kTransportChecksum;

Decoded verify(const Bytes& frame, LinkType link_type = LinkType::kRaw) {
  Decoded decoded;
  decode_packet(as_packet(frame, 0, 1, link_type), decoded, {.verify_checksums = true});
  return decoded;
}

// Right as it is, and wrong wherever a bit of what `bits` covers is changed.
void expect_verified(Bytes frame, std::uint8_t bits) {
  EXPECT_EQ(verify(frame).verified_checksums, bits);
  EXPECT_EQ(verify(frame).bad_checksums, 0);
  frame.back() ^= 0x10;
  EXPECT_EQ(verify(frame).bad_checksums, kTransportChecksum);
}

TEST(InternetSum, IsThatOfRfc1071) {
  const Bytes bytes = from_hex("0001 f203 f4f5 f6f7");  // its section 3
  EXPECT_EQ(internet_sum(bytes.data(), bytes.size()), 0xddf2);
}

TEST(InternetSum, TakesEveryLengthAndAnOddByteAsTheUpperHalf) {
  const Bytes bytes = from_hex("0102030405060708090a0b0c0d0e0f101112131415");
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    std::uint32_t expected = 0;
    for (std::size_t i = 0; i < size; ++i) expected += i % 2 == 0 ? bytes[i] * 256u : bytes[i];
    EXPECT_EQ(internet_sum(bytes.data(), size), expected) << size;
  }
}

TEST(InternetSum, CarriesAround) {
  const Bytes ones(1000, 0xff);
  EXPECT_EQ(internet_sum(ones.data(), ones.size()), 0xffff);
  EXPECT_EQ(internet_sum(ones.data(), ones.size(), 0x1234), 0x1234);
}

TEST(Checksums, AreVerifiedForEveryTransport) {
  const auto ipv4 = [] { return PacketBuilder().ipv4(kSource, kDestination); };
  const auto ipv6 = [] { return PacketBuilder().ipv6("2001:db8::1", "2001:db8::2"); };
  expect_verified(ipv4().tcp(1, 2).payload("hello").build(), kBoth);
  expect_verified(ipv4().udp(1, 2).payload("hello!").build(), kBoth);
  expect_verified(ipv6().tcp(1, 2).payload("hello").build(), kTransportChecksum);
  expect_verified(ipv6().udp(1, 2).payload("hello!").build(), kTransportChecksum);
  expect_verified(ipv4().transport(1).payload(from_hex("0800f7fd00010001")).build(), kBoth);
  expect_verified(ipv6().transport(58).payload(from_hex("8000244600010001")).build(),
                  kTransportChecksum);
}

TEST(Checksums, OfTheIpv4HeaderAreVerifiedWithItsOptions) {
  Bytes frame = PacketBuilder()
                    .ipv4(kSource, kDestination, {.options = from_hex("94040000")})
                    .udp(1, 2)
                    .build();
  EXPECT_EQ(verify(frame).bad_checksums, 0);
  frame[23] ^= 1;  // the last byte of the options
  EXPECT_EQ(verify(frame).bad_checksums, kIpChecksum);
}

TEST(Checksums, DoNotCoverPadding) {
  const Bytes frame =
      PacketBuilder().ethernet().ipv4(kSource, kDestination).tcp(1, 2).pad_to(60).build();
  EXPECT_EQ(verify(frame, LinkType::kEthernet).verified_checksums, kBoth);
  EXPECT_EQ(verify(frame, LinkType::kEthernet).bad_checksums, 0);
}

TEST(Checksums, OfZeroAreNoneInUdp) {
  Bytes frame = PacketBuilder().ipv4(kSource, kDestination).udp(1, 2).payload("hello").build();
  frame[26] = frame[27] = 0;
  EXPECT_EQ(verify(frame).verified_checksums, kIpChecksum);
}

TEST(Checksums, AreNotVerifiedOfWhatIsNotWhole) {
  const Bytes whole =
      PacketBuilder().ipv4(kSource, kDestination).tcp(1, 2).payload("hello").build();
  Packet cut = as_packet(whole, 0, 1, LinkType::kRaw);
  --cut.captured_length;
  Decoded decoded;
  decode_packet(cut, decoded, {.verify_checksums = true});
  EXPECT_EQ(decoded.verified_checksums, kIpChecksum);

  const Bytes fragment = PacketBuilder()
                             .ipv4(kSource, kDestination, {.more_fragments = true})
                             .udp(1, 2)
                             .payload("hello...")
                             .build();
  EXPECT_EQ(verify(fragment).verified_checksums, kIpChecksum);
  // Left to the network card, which has not yet cut it up.
  const Bytes segments =
      PacketBuilder().ipv4(kSource, kDestination, {.total_length = 0}).tcp(1, 2).build();
  EXPECT_EQ(verify(segments).verified_checksums, kIpChecksum);
}

TEST(Checksums, AreNotVerifiedUnderWayToAnotherDestination) {
  // A routing header (RFC 8754) with a segment left, and one that is through.
  for (const char* left : {"01", "00"}) {
    const Bytes frame = PacketBuilder()
                            .ipv6("2001:db8::1", "2001:db8::2")
                            .extension(43, from_hex(std::string("04") + left + zeros(20)))
                            .udp(1, 2)
                            .build();
    EXPECT_EQ(verify(frame).verified_checksums, left == std::string("00") ? kTransportChecksum : 0)
        << left;
    EXPECT_EQ(verify(frame).bad_checksums, 0);
  }
}

// They were called wrong: the care-of address stood in for the home address.
TEST(Checksums, CoverTheHomeAddressOfAMobileNode) {
  const std::string addresses = "20010db8000000000000000000000001 20010db8000000000000000000000002";
  const std::string home_address = "c910 20010db8000100000000000000000009";
  for (const std::string padding : {"01020000", "00000000", "00010100"}) {
    SCOPED_TRACE(padding);
    expect_verified(from_hex("60000000 0031 3c40" + addresses + "0602" + padding + home_address +
                             "00010002 00000001 00000000 5010ffff 107c0000 68656c6c6f"),
                    kTransportChecksum);
    expect_verified(from_hex("60000000 0026 3c40" + addresses + "1102" + padding + home_address +
                             "00010002 000e605e 68656c6c6f21"),
                    kTransportChecksum);
    expect_verified(from_hex("60000000 0020 3c40" + addresses + "3a02" + padding + home_address +
                             "8000243d 00010001"),
                    kTransportChecksum);
  }
}

// As RFC 6275 section 11.3.1 has a sender do it: the addresses change places last.
TEST(Checksums, CoverAHomeAddressWhereverTheOptionIs) {
  const auto bad = [](std::initializer_list<std::pair<std::uint8_t, const char*>> extensions) {
    PacketBuilder builder;
    builder.ipv6("2001:db8:1::9", "2001:db8::2");
    for (const auto& [type, body] : extensions) builder.extension(type, from_hex(body));
    Bytes frame = builder.udp(1, 2).payload("hello").build();
    const Bytes care_of = from_hex("20010db8000000000000000000000001");
    std::copy(care_of.begin(), care_of.end(), frame.begin() + 8);
    EXPECT_EQ(verify(frame).verified_checksums, kTransportChecksum);
    return verify(frame).bad_checksums;
  };
  constexpr auto kOption = "01020000 c910 20010db8000100000000000000000009";
  EXPECT_EQ(bad({{60, kOption}}), 0);
  EXPECT_EQ(bad({{0, "050200000100"}, {60, "010400000000"}, {60, kOption}}), 0);
  EXPECT_EQ(bad({{60, "0506c90401020304 00000000 c910 20010db8000100000000000000000009"}}), 0);
  // The same bytes where they are no such option: in hop-by-hop options, of another type or length,
  // and behind an option that is longer than its header.
  EXPECT_EQ(bad({{0, kOption}}), kTransportChecksum);
  EXPECT_EQ(bad({{60, "01020000 c810 20010db8000100000000000000000009"}}), kTransportChecksum);
  EXPECT_EQ(bad({{60, "01020000 c90f 20010db8000100000000000000000009"}}), kTransportChecksum);
  EXPECT_EQ(bad({{60, "01020000 c911 20010db8000100000000000000000009"}}), kTransportChecksum);
  EXPECT_EQ(bad({{60, "01ff0000 c910 20010db8000100000000000000000009"}}), kTransportChecksum);
  EXPECT_EQ(bad({{60, "010400000000"}}), kTransportChecksum);
}

TEST(Checksums, AreThoseOfTheInnermostConversation) {
  const Bytes inner = PacketBuilder().ipv4(kSource, kDestination).udp(1, 2).payload("abc").build();
  Bytes frame =
      PacketBuilder().ipv4("203.0.113.1", "203.0.113.2").transport(4).payload(inner).build();
  frame[10] ^= 1;  // of the outer header
  EXPECT_EQ(verify(frame).bad_checksums, 0);
  frame[30] ^= 1;  // of the inner one
  EXPECT_EQ(verify(frame).bad_checksums, kIpChecksum);
}

TEST(Checksums, AreLeftAloneUnlessAskedFor) {
  Bytes frame = PacketBuilder().ipv4(kSource, kDestination).tcp(1, 2).build();
  frame[10] ^= 1;
  const Outcome outcome = decode_frame(frame, LinkType::kRaw);
  EXPECT_EQ(outcome.decoded.verified_checksums, 0);
  EXPECT_EQ(outcome.decoded.bad_checksums, 0);
}

}  // namespace
}  // namespace flowsnoop::test
