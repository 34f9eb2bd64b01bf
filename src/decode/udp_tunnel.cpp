#include "decode/udp_tunnel.h"

#include "decode/bytes.h"
#include "decode/hop.h"
#include "decode/ip_tunnel.h"
#include "decode/mpls.h"
#include "decode/ppp.h"
#include "decode/tags.h"

namespace flowsnoop {

namespace {

constexpr std::uint32_t kOverlayHeader = 8;  // of VXLAN, its extension, Geneve and LISP

constexpr Next kUnknown = end_in(FrameBucket::kNonIp);

// A virtual network identifier of 24 bits.
std::uint32_t load_vni(const std::uint8_t* bytes) {
  return load_be32(bytes) >> 8;
}

// An IP packet that fits what is left, or nothing.
Next after_untyped(const Cursor& cursor) {
  return begins_ip(cursor) ? go_on(Header::kIp) : kUnknown;
}

}  // namespace

Next decode_vxlan(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint8_t kVniPresent = 0x08;
  if (cursor.captured < kOverlayHeader || (cursor.data[0] & kVniPresent) == 0) return kUnknown;
  add_named_hop(TunnelKind::kVxlan, load_vni(cursor.data + 4), decoded);
  cursor.advance(kOverlayHeader);
  return go_on(Header::kEthernet);
}

Next decode_vxlan_gpe(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint8_t kVersionMask = 0x30;
  constexpr std::uint8_t kVniPresent = 0x08;
  constexpr std::uint8_t kProtocolPresent = 0x04;
  if (cursor.captured < kOverlayHeader) return kUnknown;
  const std::uint8_t flags = cursor.data[0];
  if ((flags & kVersionMask) != 0 || (flags & kVniPresent) == 0) return kUnknown;
  const std::uint8_t protocol = cursor.data[3];
  add_named_hop(TunnelKind::kVxlanGpe, load_vni(cursor.data + 4), decoded);
  cursor.advance(kOverlayHeader);
  // Without the flag it is VXLAN's own form; but some name a protocol and forget the flag.
  if ((flags & kProtocolPresent) == 0 && protocol == 0) return go_on(Header::kEthernet);
  return after_nsh_protocol(protocol);  // the numbers are the same
}

Next decode_geneve(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint8_t kOptionWordsMask = 0x3f;
  if (cursor.captured < kOverlayHeader || cursor.data[0] >> 6 != 0) return kUnknown;
  const std::uint32_t size = kOverlayHeader + (cursor.data[0] & kOptionWordsMask) * 4u;
  if (cursor.captured < size) return kUnknown;
  const std::uint16_t type = load_be16(cursor.data + 2);
  add_named_hop(TunnelKind::kGeneve, load_vni(cursor.data + 4), decoded);
  cursor.advance(size);
  return after_ethertype(type);
}

Next decode_gtp_u(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint32_t kOptionalFields = 4;
  constexpr std::uint8_t kVersionAndType = 0x30;
  constexpr std::uint8_t kVersionAndTypeMask = 0xf0;
  constexpr std::uint8_t kAnyOptional = 0x07;
  constexpr std::uint8_t kExtension = 0x04;
  constexpr std::uint8_t kGPdu = 255;
  constexpr int kMaxExtensions = 8;
  if (cursor.captured < kHeader) return kUnknown;
  const std::uint8_t flags = cursor.data[0];
  if ((flags & kVersionAndTypeMask) != kVersionAndType || cursor.data[1] != kGPdu) return kUnknown;
  const std::uint32_t length = load_be16(cursor.data + 2);
  const std::uint32_t endpoint = load_be32(cursor.data + 4);
  cursor.advance(kHeader);
  if (length > cursor.length) return kUnknown;
  cursor.set_length(length);
  if ((flags & kAnyOptional) != 0) {
    if (cursor.captured < kOptionalFields) return kUnknown;
    std::uint8_t extension = (flags & kExtension) != 0 ? cursor.data[3] : 0;
    cursor.advance(kOptionalFields);
    for (int extensions = 0; extension != 0; ++extensions) {
      if (extensions == kMaxExtensions || cursor.captured == 0) return kUnknown;
      const std::uint32_t size = cursor.data[0] * 4u;
      if (size == 0 || cursor.captured < size) return kUnknown;
      extension = cursor.data[size - 1];
      cursor.advance(size);
    }
  }
  add_hop(TunnelKind::kGtpU, endpoint, decoded);
  return after_untyped(cursor);
}

Next decode_teredo(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint16_t kAuthentication = 0x0001;
  constexpr std::uint32_t kAuthenticationFixed = 13;  // without client identifier and value
  constexpr std::uint16_t kOrigin = 0x0000;
  constexpr std::uint32_t kOriginIndication = 8;
  if (cursor.captured < kAuthenticationFixed) return kUnknown;
  if (load_be16(cursor.data) == kAuthentication) {
    const std::uint32_t size = kAuthenticationFixed + cursor.data[2] + cursor.data[3];
    if (cursor.captured < size) return kUnknown;
    cursor.advance(size);
  }
  if (cursor.captured < kOriginIndication) return kUnknown;
  if (load_be16(cursor.data) == kOrigin) cursor.advance(kOriginIndication);
  if (!begins_ip(cursor) || cursor.data[0] >> 4 != 6) return kUnknown;
  add_hop(TunnelKind::kTeredo, 0, decoded);
  return go_on(Header::kIpv6);
}

Next decode_l2tp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint16_t kControl = 0x8000;
  constexpr std::uint16_t kLengthPresent = 0x4000;
  constexpr std::uint16_t kSequencePresent = 0x0800;
  constexpr std::uint16_t kOffsetPresent = 0x0200;
  constexpr std::uint32_t kVersion3Header = 8;
  if (cursor.captured < kVersion3Header) return kUnknown;
  const std::uint16_t flags = load_be16(cursor.data);
  if ((flags & kControl) != 0) return kUnknown;
  if ((flags & 0x0f) == 3) {
    add_hop(TunnelKind::kL2tp, load_be32(cursor.data + 4), decoded);
    cursor.advance(kVersion3Header);
    return find_l2tp_ethernet(cursor);
  }
  if ((flags & 0x0f) != 2) return kUnknown;

  std::uint32_t size = (flags & kLengthPresent) != 0 ? 4 : 2;
  const std::uint32_t ids = load_be32(cursor.data + size);  // of tunnel and session
  size += 4;
  if ((flags & kSequencePresent) != 0) size += 4;
  if ((flags & kOffsetPresent) != 0) {
    if (cursor.captured < size + 2) return kUnknown;
    size += 2u + load_be16(cursor.data + size);
  }
  if (cursor.captured < size) return kUnknown;
  cursor.advance(size);
  add_hop(TunnelKind::kL2tp, ids, decoded);
  return go_on(decode_ppp);
}

Next decode_lisp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint8_t kInstancePresent = 0x08;
  if (cursor.captured < kOverlayHeader) return kUnknown;
  if ((cursor.data[0] & kInstancePresent) != 0) {
    add_named_hop(TunnelKind::kLisp, load_vni(cursor.data + 4), decoded);
  } else {
    add_hop(TunnelKind::kLisp, 0, decoded);
  }
  cursor.advance(kOverlayHeader);
  return after_untyped(cursor);
}

}  // namespace flowsnoop
