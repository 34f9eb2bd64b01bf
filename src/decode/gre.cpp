#include "decode/gre.h"

#include "decode/bytes.h"
#include "decode/hop.h"
#include "decode/ppp.h"

namespace flowsnoop {

namespace {

constexpr std::uint16_t kChecksumPresent = 0x8000;
constexpr std::uint16_t kRoutingPresent = 0x4000;
constexpr std::uint16_t kKeyPresent = 0x2000;
constexpr std::uint16_t kSequencePresent = 0x1000;
constexpr std::uint16_t kAcknowledgmentPresent = 0x0080;
constexpr std::uint16_t kVersionMask = 0x0007;

constexpr std::uint16_t kTransparentEthernet = 0x6558;
constexpr std::uint16_t kErspan = 0x88be;
constexpr std::uint16_t kErspan3 = 0x22eb;
constexpr std::uint16_t kWccp = 0x883e;
constexpr std::uint16_t kCiscoMetadata = 0x8909;

// What the fields behind the first four bytes say.
struct Fields {
  std::uint16_t flags;
  std::uint16_t protocol;
  std::uint32_t key;
};

Next decode_pptp(Cursor& cursor, const Fields& fields, Decoded& decoded) {
  std::uint32_t size = 4;
  if ((fields.flags & kSequencePresent) != 0) size += 4;
  if ((fields.flags & kAcknowledgmentPresent) != 0) size += 4;
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedTransport);
  const std::uint32_t key = load_be32(cursor.data);
  cursor.advance(size);
  const std::uint32_t payload_length = key >> 16;
  // Without a sequence number it only acknowledges.
  if ((fields.flags & kSequencePresent) == 0 || payload_length == 0) {
    return end_in(FrameBucket::kOtherTransport);
  }
  if (payload_length < cursor.length) cursor.set_length(payload_length);
  add_hop(TunnelKind::kPptp, key & 0xffff, decoded);
  return go_on(decode_ppp);
}

// The source route entries of RFC 1701: family, offset, length, route; an empty one ends them.
bool skip_routing(Cursor& cursor) {
  constexpr std::uint32_t kEntryHeader = 4;
  constexpr int kMaxEntries = 16;
  for (int entries = 0; entries < kMaxEntries; ++entries) {
    if (cursor.captured < kEntryHeader) return false;
    const std::uint32_t length = cursor.data[3];
    const bool is_last = load_be16(cursor.data) == 0 && length == 0;
    if (cursor.captured < kEntryHeader + length) return false;
    cursor.advance(kEntryHeader + length);
    if (is_last) return true;
  }
  return false;
}

// Type I has no header of its own, and no sequence number in GRE by which it is known.
Next decode_erspan2(Cursor& cursor, const Fields& fields, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint16_t kSessionMask = 0x03ff;
  if ((fields.flags & kSequencePresent) == 0) {
    add_hop(TunnelKind::kErspan, 0, decoded);
    return go_on(Header::kEthernet);
  }
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedTransport);
  add_named_hop(TunnelKind::kErspan, load_be16(cursor.data + 2) & kSessionMask, decoded);
  cursor.advance(kHeader);
  return go_on(Header::kEthernet);
}

Next decode_erspan3(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 12;
  constexpr std::uint32_t kSubheader = 8;
  constexpr std::uint16_t kSessionMask = 0x03ff;
  constexpr std::uint16_t kFrameTypeMask = 0x7c00;
  constexpr std::uint16_t kFrameTypeIp = 2 << 10;
  constexpr std::uint16_t kSubheaderPresent = 0x0001;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedTransport);
  const std::uint16_t session = load_be16(cursor.data + 2) & kSessionMask;
  const std::uint16_t kind = load_be16(cursor.data + 10);
  const std::uint32_t size = kHeader + ((kind & kSubheaderPresent) != 0 ? kSubheader : 0);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedTransport);
  add_named_hop(TunnelKind::kErspan, session, decoded);
  cursor.advance(size);
  return (kind & kFrameTypeMask) == kFrameTypeIp ? go_on(Header::kIp) : go_on(Header::kEthernet);
}

// Redirected by WCCP: version 2 has a header of four bytes, which is known by not being IPv4.
Next decode_wccp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kRedirectHeader = 4;
  if (cursor.captured < kRedirectHeader) return end_in(FrameBucket::kTruncatedTransport);
  if (cursor.data[0] >> 4 != 4) cursor.advance(kRedirectHeader);
  add_hop(TunnelKind::kGre, 0, decoded);
  return go_on(Header::kIpv4);
}

// The next type, version 1, a length of one word and that word, a security group tag. Behind
// Ethernet the type comes last (decode_cisco_metadata).
Next decode_cisco_metadata_in_gre(Cursor& cursor) {
  constexpr std::uint32_t kSize = 8;
  constexpr std::uint16_t kVersionAndLength = 0x0101;
  if (cursor.captured < kSize) return end_in(FrameBucket::kTruncatedTransport);
  const std::uint16_t type = load_be16(cursor.data);
  if (load_be16(cursor.data + 2) != kVersionAndLength) return end_in(FrameBucket::kNonIp);
  cursor.advance(kSize);
  return after_ethertype(type);
}

// NVGRE is Ethernet with a key and nothing else, whose first 24 bits are the subnet: 0x1000 and
// above (RFC 7637 section 3.2). A smaller one is the key of a tunnel that somebody numbered.
void add_gre_hop(const Fields& fields, Decoded& decoded) {
  constexpr std::uint32_t kFirstSubnet = 0x1000;
  if ((fields.flags & kKeyPresent) == 0) {
    add_hop(TunnelKind::kGre, 0, decoded);
  } else if (fields.protocol == kTransparentEthernet && fields.key >> 8 >= kFirstSubnet &&
             (fields.flags & (kChecksumPresent | kSequencePresent)) == 0) {
    add_named_hop(TunnelKind::kNvgre, fields.key >> 8, decoded);
  } else {
    add_named_hop(TunnelKind::kGre, fields.key, decoded);
  }
}

}  // namespace

Next decode_gre(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 4;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedTransport);
  Fields fields{load_be16(cursor.data), load_be16(cursor.data + 2), 0};
  cursor.advance(kHeader);
  if ((fields.flags & kVersionMask) == 1) return decode_pptp(cursor, fields, decoded);
  if ((fields.flags & kVersionMask) != 0) return end_in(FrameBucket::kOtherTransport);

  const std::uint32_t checksum = (fields.flags & (kChecksumPresent | kRoutingPresent)) != 0 ? 4 : 0;
  const std::uint32_t key = (fields.flags & kKeyPresent) != 0 ? 4 : 0;
  const std::uint32_t sequence = (fields.flags & kSequencePresent) != 0 ? 4 : 0;
  if (cursor.captured < checksum + key + sequence) {
    return end_in(FrameBucket::kTruncatedTransport);
  }
  if (key != 0) fields.key = load_be32(cursor.data + checksum);
  cursor.advance(checksum + key + sequence);
  if ((fields.flags & kRoutingPresent) != 0 && !skip_routing(cursor)) {
    return end_in(FrameBucket::kOtherTransport);
  }
  if (cursor.length == 0) return end_in(FrameBucket::kOtherTransport);
  if (fields.protocol == kErspan) return decode_erspan2(cursor, fields, decoded);
  if (fields.protocol == kErspan3) return decode_erspan3(cursor, decoded);
  if (fields.protocol == kWccp) return decode_wccp(cursor, decoded);
  add_gre_hop(fields, decoded);
  if (fields.protocol == kCiscoMetadata) return decode_cisco_metadata_in_gre(cursor);
  return after_ethertype(fields.protocol);
}

}  // namespace flowsnoop
