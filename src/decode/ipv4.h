// The IPv4 header, RFC 791 section 3.1. A pure function, inline for the reason given in link.h.
#pragma once

#include "decode/bytes.h"
#include "decode/cursor.h"
#include "decode/decoded.h"
#include "decode/next_header.h"

namespace flowsnoop {

// Takes the header with its options off, and with it what follows the datagram in the frame
// (padding, frame check sequence). A total length of 0 is taken as "up to the end of the frame":
// hosts that leave segmentation to the network card capture packets so. A total length beyond the
// end of the frame is believed, because a cut frame need not say that it is cut.
//
// kMalformedNetwork: another version than 4, a header length below 20, or a total length below
// the header length.
inline Next decode_ipv4(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kMinHeader = 20;
  constexpr std::uint16_t kMoreFragments = 0x2000;
  constexpr std::uint16_t kFragmentOffsetMask = 0x1fff;
  if (cursor.captured < kMinHeader) return end_in(FrameBucket::kTruncatedNetwork);
  const std::uint8_t* header = cursor.data;
  const std::uint32_t header_length = (header[0] & 0x0fu) * 4;
  const std::uint32_t total_length = load_be16(header + 2);
  if (header[0] >> 4 != 4 || header_length < kMinHeader) {
    return end_in(FrameBucket::kMalformedNetwork);
  }
  if (total_length != 0) {
    if (total_length < header_length) return end_in(FrameBucket::kMalformedNetwork);
    cursor.set_length(total_length);
  }
  if (cursor.captured < header_length) return end_in(FrameBucket::kTruncatedNetwork);

  decoded.ip_version = 4;
  decoded.source = IpAddress::from_ipv4(header + 12);
  decoded.destination = IpAddress::from_ipv4(header + 16);
  cursor.advance(header_length);
  const std::uint16_t fragment = load_be16(header + 6);
  const Next next = after_protocol(header[9], decoded);
  if ((fragment & kFragmentOffsetMask) != 0) return end_in(FrameBucket::kFragment);
  decoded.fragmented = (fragment & kMoreFragments) != 0;
  return next;
}

}  // namespace flowsnoop
