#include "decode/decode.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "decode_frame.h"

namespace flowsnoop::test {
namespace {

constexpr const char* kSource4 = "192.0.2.1";
constexpr const char* kDestination4 = "198.51.100.7";
constexpr const char* kSource6 = "2001:db8::1";
constexpr const char* kDestination6 = "2001:db8::2";

// A frame of each kind, and how many bytes its headers have up to each border.
struct Kind {
  const char* name;
  LinkType link_type;
  std::size_t link_header;
  std::size_t network_header;  // with extension headers
  Bytes frame;
};

Kind ipv4_kind(const char* name, LinkType link_type, std::size_t link_header,
               PacketBuilder builder) {
  return {name, link_type, link_header, 20,
          builder.ipv4(kSource4, kDestination4).tcp(51514, 443).payload("hello").build()};
}

std::vector<Kind> all_kinds() {
  using B = PacketBuilder;
  std::vector<Kind> kinds;
  kinds.push_back(ipv4_kind("ethernet", LinkType::kEthernet, 14, B().ethernet()));
  kinds.push_back(ipv4_kind("vlan", LinkType::kEthernet, 18, B().ethernet().vlan(7)));
  kinds.push_back(
      ipv4_kind("qinq", LinkType::kEthernet, 22, B().ethernet().vlan(7, 0x88a8).vlan(8)));
  kinds.push_back(ipv4_kind("snap", LinkType::kEthernet, 22, B().ethernet().llc_snap()));
  kinds.push_back(ipv4_kind("sll", LinkType::kLinuxSll, 16, B().linux_sll()));
  kinds.push_back(ipv4_kind("sll2", LinkType::kLinuxSll2, 20, B().linux_sll2()));
  kinds.push_back(ipv4_kind("null", LinkType::kNull, 4, B().loopback(2)));
  kinds.push_back(ipv4_kind("loop", LinkType::kLoop, 4, B().loopback(2, true)));
  kinds.push_back(ipv4_kind("raw", LinkType::kRaw, 0, B()));
  kinds.push_back({"ipv4 with options, udp", LinkType::kEthernet, 14, 32,
                   B().ethernet()
                       .ipv4(kSource4, kDestination4, {.options = Bytes(12, 1)})
                       .udp(1, 2)
                       .payload("hello")
                       .build()});
  kinds.push_back(
      {"ipv6, udp", LinkType::kEthernet, 14, 40,
       B().ethernet().ipv6(kSource6, kDestination6).udp(1, 2).payload("hello").build()});
  kinds.push_back({"ipv6 with extension headers", LinkType::kEthernet, 14, 40 + 8 + 16 + 8 + 24,
                   B().ethernet()
                       .ipv6(kSource6, kDestination6)
                       .extension(0)
                       .extension(43, Bytes(14))
                       .fragment_header(0, true)
                       .authentication_header()
                       .tcp(51514, 443)
                       .payload("hello")
                       .build()});
  return kinds;
}

FrameBucket expected_bucket(const Kind& kind, std::size_t captured) {
  if (captured < kind.link_header) return FrameBucket::kTruncatedLink;
  if (captured < kind.link_header + kind.network_header) return FrameBucket::kTruncatedNetwork;
  if (captured < kind.link_header + kind.network_header + 4)
    return FrameBucket::kTruncatedTransport;
  return decode_frame(kind.frame, kind.link_type).bucket;
}

TEST(Decode, FindsTheFlowOfEveryKindOfFrame) {
  for (const Kind& kind : all_kinds()) {
    const Outcome outcome = decode_frame(kind.frame, kind.link_type);
    EXPECT_TRUE(outcome.bucket == FrameBucket::kTcpFlow || outcome.bucket == FrameBucket::kUdpFlow)
        << kind.name;
    EXPECT_EQ(outcome.decoded.payload_length, 5u) << kind.name;
  }
}

TEST(Decode, SaysWhereAFrameIsCutAtEveryLength) {
  for (const Kind& kind : all_kinds()) {
    for (std::size_t captured = 0; captured <= kind.frame.size(); ++captured) {
      EXPECT_EQ(decode_cut_frame(kind.frame, captured, kind.link_type).bucket,
                expected_bucket(kind, captured))
          << kind.name << " cut at " << captured;
    }
  }
}

TEST(Decode, StatesTheWholePayloadOfACutFrame) {
  const Bytes frame = PacketBuilder()
                          .ethernet()
                          .ipv4(kSource4, kDestination4)
                          .tcp(1, 2)
                          .payload(Bytes(1000))
                          .build();
  const Outcome outcome = decode_cut_frame(frame, 64);
  EXPECT_EQ(outcome.decoded.payload_length, 1000u);
  EXPECT_EQ(outcome.decoded.payload_captured, 10u);
}

TEST(Decode, LeavesNothingOfTheFrameBefore) {
  const Bytes full = PacketBuilder()
                         .ethernet()
                         .vlan(7)
                         .ipv4(kSource4, kDestination4, {.more_fragments = true})
                         .tcp(51514, 443, {.flags = 0xff, .sequence = 9, .acknowledgment = 9})
                         .payload("hello")
                         .build();
  const Bytes udp = PacketBuilder().ethernet().ipv4(kSource4, kDestination4).udp(1, 2).build();
  Decoded decoded;
  decode_packet(as_packet(full), decoded);
  EXPECT_EQ(decode_packet(as_packet(udp), decoded), FrameBucket::kUdpFlow);
  EXPECT_EQ(decoded.vlan_count, 0);
  EXPECT_EQ(decoded.vlan_ids[0], 0);
  EXPECT_EQ(decoded.tcp_flags, 0);
  EXPECT_EQ(decoded.tcp_sequence, 0u);
  EXPECT_EQ(decoded.tcp_acknowledgment, 0u);
  EXPECT_EQ(decoded.tcp_window, 0);
  EXPECT_FALSE(decoded.fragmented);
}

Bytes tagged_frame(int tags) {
  PacketBuilder builder;
  builder.ethernet();
  for (int i = 0; i < tags; ++i) builder.vlan(7);
  return builder.ipv4(kSource4, kDestination4).udp(1, 2).build();
}

TEST(Decode, GivesUpOnATowerOfTags) {
  EXPECT_EQ(decode_frame(tagged_frame(29)).bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(decode_frame(tagged_frame(31)).bucket, FrameBucket::kNonIp);
}

Bytes extended_frame(int headers) {
  PacketBuilder builder;
  builder.ipv6(kSource6, kDestination6);
  for (int i = 0; i < headers; ++i) builder.extension(60);
  return builder.udp(1, 2).build();
}

TEST(Decode, GivesUpOnATowerOfExtensionHeaders) {
  EXPECT_EQ(decode_frame(extended_frame(29), LinkType::kRaw).bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(decode_frame(extended_frame(30), LinkType::kRaw).bucket,
            FrameBucket::kMalformedNetwork);
}

TEST(Decode, ReachesEveryBucketOfItsOwn) {
  const auto ipv4 = [] { return PacketBuilder().ethernet().ipv4(kSource4, kDestination4); };
  const Bytes tcp = ipv4().tcp(1, 2).build();
  Bytes bad_version = tcp;
  bad_version[14] = 0x55;
  std::set<FrameBucket> reached;
  for (const Bytes& frame :
       {tcp, ipv4().udp(1, 2).build(), ipv4().transport(2).build(), ipv4().transport(59).build(),
        ipv4().transport(1).payload(Bytes(8)).build(),
        ipv4().transport(1).payload(Bytes(8, 3)).build(),
        PacketBuilder().ethernet().ethertype(0x88e5).payload(Bytes(8, 0x0c)).build(),
        PacketBuilder().ethernet().ipv4(kSource4, kDestination4, {.fragment_offset = 8}).build(),
        PacketBuilder().ethernet().ethertype(0x0806).build(),
        PacketBuilder().ethernet().ethertype(0x88cc).build(), bad_version,
        ipv4().udp(1, 2, {.length = 3}).build()}) {
    reached.insert(decode_frame(frame).bucket);
  }
  reached.insert(decode_frame(tcp, LinkType{0xffff}).bucket);
  for (const std::size_t captured : {13, 33, 37}) {
    reached.insert(decode_cut_frame(tcp, captured).bucket);
  }
  // Frames are filtered before they are decoded.
  EXPECT_FALSE(reached.contains(FrameBucket::kFiltered));
  EXPECT_FALSE(reached.contains(FrameBucket::kOutsideTime));
  EXPECT_EQ(reached.size(), kFrameBucketCount - 2);
}

// Random damage to valid frames: whatever the result, it stays within the frame.
TEST(Decode, KeepsThePayloadWithinADamagedFrame) {
  std::mt19937 random(1);
  for (const Kind& kind : all_kinds()) {
    for (int round = 0; round < 2'000; ++round) {
      Bytes frame = kind.frame;
      for (int i = 0; i < 4; ++i)
        frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
      frame.resize(random() % (frame.size() + 1));
      frame.shrink_to_fit();
      const Outcome outcome = decode_frame(frame, kind.link_type);
      const Decoded& decoded = outcome.decoded;
      if (outcome.bucket != FrameBucket::kTcpFlow && outcome.bucket != FrameBucket::kUdpFlow)
        continue;
      ASSERT_GE(decoded.payload, frame.data());
      ASSERT_LE(decoded.payload + decoded.payload_captured, frame.data() + frame.size());
      ASSERT_LE(decoded.payload_captured, decoded.payload_length);
    }
  }
}

}  // namespace
}  // namespace flowsnoop::test
