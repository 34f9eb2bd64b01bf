#include "decode/capture_header.h"

#include "decode/bytes.h"
#include "decode/first_header.h"
#include "decode/link.h"

namespace flowsnoop {

Next decode_pktap(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kFixed = 12;
  constexpr std::uint32_t kRecordTypeOffset = 4;
  constexpr std::uint32_t kLinkTypeOffset = 8;
  constexpr std::uint32_t kPacket = 1;
  if (cursor.captured < kFixed) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t size = load_le32(cursor.data);
  const bool is_packet = load_le32(cursor.data + kRecordTypeOffset) == kPacket;
  const std::uint32_t link_type = load_le32(cursor.data + kLinkTypeOffset);
  if (size < kFixed || !is_packet) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return first_header(static_cast<LinkType>(link_type & 0xffff));
}

Next decode_nflog(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 4;
  constexpr std::uint32_t kAttributeHeader = 4;
  constexpr std::uint16_t kPayload = 9;
  constexpr std::uint16_t kTypeMask = 0x7fff;
  constexpr int kMaxAttributes = 64;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t family = cursor.data[0];
  cursor.advance(kHeader);
  for (int attributes = 0; attributes < kMaxAttributes; ++attributes) {
    if (cursor.captured < kAttributeHeader) return end_in(FrameBucket::kTruncatedLink);
    // In the byte order of the host that captured: no length of the other order would fit.
    std::uint32_t length = load_le16(cursor.data);
    std::uint16_t type = load_le16(cursor.data + 2);
    if (length > cursor.length) {
      length = load_be16(cursor.data);
      type = load_be16(cursor.data + 2);
    }
    if (length < kAttributeHeader) return end_in(FrameBucket::kNonIp);
    if ((type & kTypeMask) == kPayload) {
      cursor.set_length(length);
      cursor.advance(kAttributeHeader);
      return after_address_family(family);
    }
    const std::uint32_t padded = (length + 3) & ~3u;
    if (cursor.captured < padded) return end_in(FrameBucket::kTruncatedLink);
    cursor.advance(padded);
  }
  return end_in(FrameBucket::kNonIp);
}

Next decode_pflog(Cursor& cursor, Decoded& /*decoded*/) {
  if (cursor.captured < 2) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t size = (cursor.data[0] + 3u) & ~3u;
  const std::uint8_t family = cursor.data[1];
  if (size < 4) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return after_address_family(family);
}

Next decode_enc(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kParameterAndFlags = 8;
  constexpr std::uint32_t kHeader = 4 + kParameterAndFlags;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const Next next = decode_loopback(cursor, decoded);  // the family, in the host's byte order
  cursor.advance(kParameterAndFlags);
  return next;
}

Next decode_ipnet(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 24;
  constexpr std::uint8_t kInet = 2;
  constexpr std::uint8_t kInet6 = 26;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t family = cursor.data[1];
  cursor.advance(kHeader);
  if (family == kInet) return go_on(Header::kIpv4);
  return family == kInet6 ? go_on(Header::kIpv6) : end_in(FrameBucket::kNonIp);
}

}  // namespace flowsnoop
