// The frames in hexadecimal were checked with tshark: same ports, checksums correct.
#include "decode/link.h"

#include <gtest/gtest.h>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

// An IPv4 and an IPv6 datagram, UDP from port 1 to port 2, 192.0.2.1 to 198.51.100.7 and
// 2001:db8::1 to 2001:db8::2.
const std::string kIpv4 = "4500001c0001000040118e94 c0000201 c6336407 000100020008139f";
const std::string kIpv6 =
    "6000000000081140 20010db8000000000000000000000001 20010db8000000000000000000000002"
    "000100020008a466";

void expect_udp(const std::string& hex, LinkType link_type, int ip_version) {
  const Bytes frame = from_hex(hex);
  const Outcome outcome = decode_frame(frame, link_type);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow) << hex;
  EXPECT_EQ(outcome.decoded.source_port, 1) << hex;
  EXPECT_EQ(outcome.decoded.destination_port, 2) << hex;
  EXPECT_EQ(outcome.decoded.ip_version, ip_version) << hex;
  EXPECT_EQ(to_string(outcome.decoded.source), ip_version == 4 ? "192.0.2.1" : "2001:db8::1");
}

FrameBucket bucket_of(const std::string& hex, LinkType link_type = LinkType::kEthernet) {
  return decode_frame(from_hex(hex), link_type).bucket;
}

const std::string kMacs = "020000000002 020000000001";

TEST(Ethernet, CarriesIpByType) {
  expect_udp(kMacs + "0800" + kIpv4, LinkType::kEthernet, 4);
  expect_udp(kMacs + "86dd" + kIpv6, LinkType::kEthernet, 6);
}

TEST(Ethernet, CarriesIpBehindLengthAndSnap) {
  expect_udp(kMacs + "0024 aaaa03 000000 0800" + kIpv4, LinkType::kEthernet, 4);
  expect_udp(kMacs + "0024 aaaa03 0000f8 0800" + kIpv4, LinkType::kEthernet, 4);
  expect_udp(kMacs + "001f 060603" + kIpv4, LinkType::kEthernet, 4);
}

TEST(Ethernet, TellsBroadcasts) {
  const auto is_broadcast = [](const std::string& hex, LinkType link_type) {
    return decode_frame(from_hex(hex), link_type).decoded.link_broadcast;
  };
  const std::string from = "020000000001 0800" + kIpv4;
  EXPECT_TRUE(is_broadcast("ffffffffffff" + from, LinkType::kEthernet));
  EXPECT_FALSE(is_broadcast("fffffffffffe" + from, LinkType::kEthernet));
  EXPECT_FALSE(is_broadcast("feffffffffff" + from, LinkType::kEthernet));
  EXPECT_FALSE(is_broadcast("01005e000001" + from, LinkType::kEthernet));
  const std::string sll = " 0001 0006 020000000001 0000 0800" + kIpv4;
  EXPECT_TRUE(is_broadcast("0001" + sll, LinkType::kLinuxSll));
  EXPECT_FALSE(is_broadcast("0000" + sll, LinkType::kLinuxSll));
  EXPECT_TRUE(is_broadcast("0800 0000 00000001 0001 01 06 020000000001 0000" + kIpv4,
                           LinkType::kLinuxSll2));
  EXPECT_FALSE(is_broadcast("0800 0000 00000001 0001 00 06 020000000001 0000" + kIpv4,
                            LinkType::kLinuxSll2));
}

TEST(Ethernet, CountsOtherTypesByWhatTheyAre) {
  EXPECT_EQ(bucket_of(kMacs + "0806 0001"), FrameBucket::kArp);
  EXPECT_EQ(bucket_of(kMacs + "8035 0001"), FrameBucket::kArp);
  EXPECT_EQ(bucket_of(kMacs + "88cc 0207"), FrameBucket::kNonIp);       // LLDP
  EXPECT_EQ(bucket_of(kMacs + "05dd 0207"), FrameBucket::kNonIp);       // neither length nor type
  EXPECT_EQ(bucket_of(kMacs + "0026 424203 00"), FrameBucket::kNonIp);  // spanning tree
  EXPECT_EQ(bucket_of(kMacs + "0024 ffff 001e"), FrameBucket::kNonIp);  // Novell, no LLC header
}

TEST(Ethernet, DoesNotTakeAnOtherSnapOrganizationForIp) {
  EXPECT_EQ(bucket_of(kMacs + "0024 aaaa03 00000c 0800" + kIpv4), FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of(kMacs + "0024 aaaa03 010000 0800" + kIpv4), FrameBucket::kNonIp);
  EXPECT_EQ(bucket_of(kMacs + "0024 aaaa13 000000 0800" + kIpv4), FrameBucket::kNonIp);
}

TEST(Vlan, RecordsTheIdsOfTheFirstTwoTagsOutermostFirst) {
  // Priority bits around the ids are no part of them.
  const Bytes frame = from_hex(kMacs + "88a8 e064 8100 f0c8 9100 012c 0800" + kIpv4);
  const Outcome outcome = decode_frame(frame);
  EXPECT_EQ(outcome.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(outcome.decoded.vlan_count, 2);
  EXPECT_EQ(outcome.decoded.vlan_ids[0], 100);
  EXPECT_EQ(outcome.decoded.vlan_ids[1], 200);
}

TEST(Vlan, LeavesTheIdsZeroWithoutTags) {
  const Outcome outcome = decode_frame(from_hex(kMacs + "0800" + kIpv4));
  EXPECT_EQ(outcome.decoded.vlan_count, 0);
  EXPECT_EQ(outcome.decoded.vlan_ids[0], 0);
}

TEST(Vlan, CarriesLengthAndSnap) {
  expect_udp(kMacs + "8100 0064 0024 aaaa03 000000 0800" + kIpv4, LinkType::kEthernet, 4);
}

TEST(LinuxSll, CarriesIpAndLlc) {
  const std::string header = "0000 0001 0006 0200000000010000";
  expect_udp(header + "0800" + kIpv4, LinkType::kLinuxSll, 4);
  expect_udp(header + "86dd" + kIpv6, LinkType::kLinuxSll, 6);
  expect_udp(header + "8100 0064 0800" + kIpv4, LinkType::kLinuxSll, 4);
  expect_udp(header + "0004 aaaa03 000000 0800" + kIpv4, LinkType::kLinuxSll, 4);
  EXPECT_EQ(bucket_of(header + "0806 0001", LinkType::kLinuxSll), FrameBucket::kArp);
  EXPECT_EQ(bucket_of(header + "0001 ffff", LinkType::kLinuxSll), FrameBucket::kNonIp);
}

TEST(LinuxSll2, CarriesIpAndLlc) {
  const std::string header = "0000 00000002 0001 00 06 0200000000010000";
  expect_udp("86dd" + header + kIpv6, LinkType::kLinuxSll2, 6);
  expect_udp("0800" + header + kIpv4, LinkType::kLinuxSll2, 4);
  expect_udp("0004" + header + "aaaa03 000000 0800" + kIpv4, LinkType::kLinuxSll2, 4);
  EXPECT_EQ(bucket_of("0806" + header, LinkType::kLinuxSll2), FrameBucket::kArp);
}

TEST(Loopback, KnowsIpv6UnderTheNumberOfEachSystem) {
  for (const char* family : {"0a", "17", "18", "1c", "1e"}) {
    expect_udp(family + ("000000" + kIpv6), LinkType::kNull, 6);
    expect_udp("000000" + (family + kIpv6), LinkType::kNull, 6);
    expect_udp("000000" + (family + kIpv6), LinkType::kLoop, 6);
  }
}

TEST(Loopback, KnowsIpv4InEitherByteOrder) {
  expect_udp("02000000" + kIpv4, LinkType::kNull, 4);
  expect_udp("00000002" + kIpv4, LinkType::kNull, 4);
  expect_udp("00000002" + kIpv4, LinkType::kLoop, 4);
  EXPECT_EQ(bucket_of("07000000" + kIpv4, LinkType::kNull), FrameBucket::kNonIp);  // OSI
}

TEST(Loopback, KnowsAnEthernetTypeInTheLastTwoBytes) {
  expect_udp("0f000800" + kIpv4, LinkType::kNull, 4);
}

TEST(RawIp, TakesTheVersionFromTheFirstByte) {
  for (const LinkType raw : {LinkType::kRaw, LinkType::kRawBsd, LinkType::kRawOpenBsd}) {
    expect_udp(kIpv4, raw, 4);
    expect_udp(kIpv6, raw, 6);
    EXPECT_EQ(bucket_of("50", raw), FrameBucket::kMalformedNetwork);
  }
}

TEST(RawIp, HoldsALinkTypeOfOneVersionToIt) {
  expect_udp(kIpv4, LinkType::kIpv4, 4);
  expect_udp(kIpv6, LinkType::kIpv6, 6);
  EXPECT_EQ(bucket_of(kIpv6, LinkType::kIpv4), FrameBucket::kMalformedNetwork);
  EXPECT_EQ(bucket_of(kIpv4 + kIpv4, LinkType::kIpv6), FrameBucket::kMalformedNetwork);
}

TEST(LinkType, ThatIsUnknownIsCountedAsSuch) {
  EXPECT_EQ(bucket_of(kIpv4, static_cast<LinkType>(147)), FrameBucket::kUnsupportedLinkType);
  EXPECT_EQ(bucket_of("", static_cast<LinkType>(147)), FrameBucket::kUnsupportedLinkType);
}

}  // namespace
}  // namespace flowsnoop::test
