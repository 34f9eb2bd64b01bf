#include "decode/tags.h"

#include "decode/bytes.h"
#include "decode/link.h"
#include "decode/mpls.h"

namespace flowsnoop {

namespace {

constexpr std::uint32_t kMacAddresses = 12;

// Takes off a tag of `size` bytes whose last two are the next type.
Next take_tag(std::uint32_t size, Cursor& cursor) {
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  const std::uint16_t type = load_be16(cursor.data + size - 2);
  cursor.advance(size);
  return after_type_or_length(type);
}

// A tag of Marvell's, at `offset` from the start of the frame.
Next decode_marvell(std::uint32_t offset, Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kTag = 4;
  constexpr std::uint8_t kHadVlanTag = 0x20;
  constexpr std::uint16_t kIdMask = 0x0fff;
  if (cursor.captured < offset + kTag) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t* tag = cursor.data + offset;
  if ((tag[0] & kHadVlanTag) != 0 && decoded.vlan_count < decoded.vlan_ids.size()) {
    decoded.vlan_ids[decoded.vlan_count++] = load_be16(tag + 2) & kIdMask;
  }
  return take_tag(offset + kTag + 2, cursor);
}

}  // namespace

Next decode_macsec(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kTag = 6;
  constexpr std::uint32_t kChannelId = 8;
  constexpr std::uint8_t kVersion = 0x80;
  constexpr std::uint8_t kHasChannelId = 0x20;
  constexpr std::uint8_t kEncryptedOrChanged = 0x0c;
  if (cursor.captured < kTag) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t control = cursor.data[0];
  if ((control & kVersion) != 0) return end_in(FrameBucket::kNonIp);
  if ((control & kEncryptedOrChanged) != 0) return end_in(FrameBucket::kEncrypted);
  return take_tag(kTag + ((control & kHasChannelId) != 0 ? kChannelId : 0) + 2, cursor);
}

Next decode_cisco_metadata(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kSize = 8;  // version, length, option and its value, the next type
  return take_tag(kSize, cursor);
}

Next decode_vn_tag(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kSize = 6;
  return take_tag(kSize, cursor);
}

Next decode_e_tag(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kSize = 8;
  return take_tag(kSize, cursor);
}

Next decode_backbone_tag(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kSize = 4;
  return skip<kSize, Header::kEthernet>(cursor, decoded);
}

Next after_nsh_protocol(std::uint8_t protocol) {
  switch (protocol) {
    case 1:
      return go_on(Header::kIpv4);
    case 2:
      return go_on(Header::kIpv6);
    case 3:
      return go_on(Header::kEthernet);
    case 4:
      return go_on(decode_nsh);
    case 5:
      return go_on(decode_mpls);
    default:
      return end_in(FrameBucket::kNonIp);
  }
}

Next decode_nsh(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kBaseHeader = 8;  // with the service path
  constexpr std::uint8_t kLengthMask = 0x3f;
  if (cursor.captured < kBaseHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t size = (cursor.data[1] & kLengthMask) * 4u;
  const std::uint8_t protocol = cursor.data[3];
  if (cursor.data[0] >> 6 != 0 || size < kBaseHeader) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return after_nsh_protocol(protocol);
}

Next decode_trill(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 6;
  constexpr std::uint16_t kOptionWordsMask = 0x07c0;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint16_t first = load_be16(cursor.data);
  const std::uint32_t size = kHeader + ((first & kOptionWordsMask) >> 6) * 4u;
  if (first >> 14 != 0) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return go_on(Header::kEthernet);
}

Next decode_dsa(Cursor& cursor, Decoded& decoded) {
  return decode_marvell(kMacAddresses, cursor, decoded);
}

Next decode_edsa(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kTypeAndReserved = 4;
  return decode_marvell(kMacAddresses + kTypeAndReserved, cursor, decoded);
}

Next decode_broadcom_tag(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kTag = 4;
  return take_tag(kMacAddresses + kTag + 2, cursor);
}

}  // namespace flowsnoop
