#include "decode/link.h"

namespace flowsnoop {

namespace {

constexpr std::uint32_t kLlcHeader = 3;
constexpr std::uint32_t kSnapHeader = 8;  // with the LLC header
constexpr std::uint32_t kSnapTypeOffset = 6;
constexpr std::uint8_t kSapSnap = 0xaa;
constexpr std::uint8_t kSapIp = 0x06;
constexpr std::uint8_t kUnnumberedInformation = 0x03;
constexpr std::uint32_t kOuiRfc1042 = 0x000000;
constexpr std::uint32_t kOuiBridgeTunnel = 0x0000f8;  // IEEE 802.1H
constexpr std::uint32_t kOuiBridged = 0x0080c2;       // RFC 2684 section 5.2

constexpr std::uint32_t kSllHeader = 16;
constexpr std::uint32_t kSllProtocolOffset = 14;
constexpr std::uint32_t kSll2Header = 20;
constexpr std::uint16_t kSllProtocolLlc = 0x0004;  // LINUX_SLL_P_802_2
constexpr std::uint32_t kSll2TypeOffset = 10;
constexpr std::uint8_t kSllBroadcast = 1;  // LINUX_SLL_BROADCAST, a packet's type

constexpr std::uint32_t kLoopbackHeader = 4;

Next after_sll_protocol(std::uint16_t protocol) {
  return protocol == kSllProtocolLlc ? go_on(decode_llc) : after_ethertype(protocol);
}

Next after_snap(const std::uint8_t* snap) {
  if (snap[2] != kUnnumberedInformation) return end_in(FrameBucket::kNonIp);
  const std::uint16_t type = load_be16(snap + kSnapTypeOffset);
  switch (load_be32(snap + 2) & 0x00ffffff) {
    case kOuiRfc1042:
    case kOuiBridgeTunnel:
      return after_ethertype(type);
    case kOuiBridged:  // Ethernet with and without its frame check sequence, behind padding
      return type == 0x0001 || type == 0x0007 ? go_on(skip<2, Header::kEthernet>)
                                              : end_in(FrameBucket::kNonIp);
    default:
      return end_in(FrameBucket::kNonIp);
  }
}

}  // namespace

Next after_address_family(std::uint32_t family) {
  switch (family) {
    case 2:
      return go_on(Header::kIpv4);
    case 10:  // Linux
    case 23:  // Windows
    case 24:  // NetBSD, OpenBSD
    case 28:  // FreeBSD
    case 30:  // macOS
      return go_on(Header::kIpv6);
    default:
      return end_in(FrameBucket::kNonIp);
  }
}

Next decode_llc(Cursor& cursor, Decoded& /*decoded*/) {
  if (cursor.captured < kLlcHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t* llc = cursor.data;
  if (llc[0] == kSapIp && llc[1] == kSapIp && llc[2] == kUnnumberedInformation) {
    cursor.advance(kLlcHeader);
    return go_on(Header::kIpv4);
  }
  if (llc[0] != kSapSnap || llc[1] != kSapSnap) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < kSnapHeader) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(kSnapHeader);
  return after_snap(llc);
}

Next decode_linux_sll(Cursor& cursor, Decoded& decoded) {
  if (cursor.captured < kSllHeader) return end_in(FrameBucket::kTruncatedLink);
  decoded.link_broadcast = load_be16(cursor.data) == kSllBroadcast;
  const std::uint16_t protocol = load_be16(cursor.data + kSllProtocolOffset);
  cursor.advance(kSllHeader);
  return after_sll_protocol(protocol);
}

Next decode_linux_sll2(Cursor& cursor, Decoded& decoded) {
  if (cursor.captured < kSll2Header) return end_in(FrameBucket::kTruncatedLink);
  decoded.link_broadcast = cursor.data[kSll2TypeOffset] == kSllBroadcast;
  const std::uint16_t protocol = load_be16(cursor.data);
  cursor.advance(kSll2Header);
  return after_sll_protocol(protocol);
}

Next decode_loopback(Cursor& cursor, Decoded& /*decoded*/) {
  if (cursor.captured < kLoopbackHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t family = load_be32(cursor.data);
  cursor.advance(kLoopbackHeader);
  // All families are below 256, so that the half with zeros shows the byte order. Some systems
  // have an Ethernet type in the last two bytes, and then neither half is zero.
  if (family >> 16 == 0) return after_address_family(family);
  if ((family & 0xffff) == 0) return after_address_family(__builtin_bswap32(family));
  return after_ethertype(static_cast<std::uint16_t>(family & 0xffff));
}

}  // namespace flowsnoop
