// Link layer headers: Ethernet with VLAN tags, LLC, Linux cooked captures, BSD loopback.
//
// Each function takes its header off the cursor and says what follows. Pure functions. Those that
// most frames go through that are not plain (plain_frame.h) are inline, here and in the other
// layers: that spares them a call for each header.
#pragma once

#include "decode/bytes.h"
#include "decode/cursor.h"
#include "decode/decoded.h"
#include "decode/next_header.h"

namespace flowsnoop {

// IEEE 802.2 LLC: IP in SNAP (RFC 1042), or directly in the service access point for it; Ethernet
// in a SNAP header for bridges (RFC 2684 section 5.2).
Next decode_llc(Cursor& cursor, Decoded& decoded);

inline constexpr std::uint16_t kMaxLength8023 = 1500;  // above it the field is a type

inline Next after_type_or_length(std::uint16_t value) {
  return value <= kMaxLength8023 ? go_on(decode_llc) : after_ethertype(value);
}

// Ethernet II, or IEEE 802.3 where the type field is a length (IEEE 802.3 clause 3.2.6).
inline Next decode_ethernet(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 14;
  constexpr std::uint32_t kTypeOffset = 12;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint16_t type = load_be16(cursor.data + kTypeOffset);
  decoded.link_broadcast =
      load_be32(cursor.data) == 0xffffffff && load_be16(cursor.data + 4) == 0xffff;
  cursor.advance(kHeader);
  return after_type_or_length(type);
}

// The rest of a VLAN tag (IEEE 802.1Q clause 9.6) whose type has been read. The ids of the first
// tags are recorded, as many as Decoded has room for.
inline Next decode_vlan(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kTagRest = 4;  // tag control information and the next type
  constexpr std::uint16_t kIdMask = 0x0fff;
  if (cursor.captured < kTagRest) return end_in(FrameBucket::kTruncatedLink);
  if (decoded.vlan_count < decoded.vlan_ids.size()) {
    decoded.vlan_ids[decoded.vlan_count++] = load_be16(cursor.data) & kIdMask;
  }
  const std::uint16_t type = load_be16(cursor.data + 2);
  cursor.advance(kTagRest);
  return after_type_or_length(type);
}

// LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
Next decode_linux_sll(Cursor& cursor, Decoded& decoded);
Next decode_linux_sll2(Cursor& cursor, Decoded& decoded);

// LINKTYPE_NULL and LINKTYPE_LOOP: an address family in either byte order. NULL has the order of
// the host that captured, which the frame does not tell, and LOOP has network byte order.
Next decode_loopback(Cursor& cursor, Decoded& decoded);

// The header that an address family of the BSDs announces; AF_INET6 has another number on most
// systems.
Next after_address_family(std::uint32_t family);

// Skips a header of `size` bytes that tells nothing.
template <std::uint32_t size, auto next>
Next skip(Cursor& cursor, Decoded& /*decoded*/) {
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return go_on(next);
}

}  // namespace flowsnoop
