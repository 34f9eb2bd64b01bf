// The IPv4 header, RFC 791 section 3.1. A pure function, inline for the reason given in link.h.
#pragma once

#include "decode/bytes.h"
#include "decode/cursor.h"
#include "decode/decoded.h"
#include "decode/fragment.h"
#include "decode/next_header.h"

namespace flowsnoop {

// Takes the header with its options off, and with it what follows the datagram in the frame
// (padding, frame check sequence). A total length of 0 is taken as "up to the end of the frame":
// hosts that leave segmentation to the network card capture packets so. A total length beyond the
// end of the frame is believed, because a cut frame need not say that it is cut.
//
// kFragment: any fragment, the first one too.
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
  decoded.traffic_class = header[1];
  decoded.hop_limit = header[8];
  decoded.source = IpAddress::from_ipv4(header + 12);
  decoded.destination = IpAddress::from_ipv4(header + 16);
  cursor.ip_header = header;
  cursor.advance(header_length);
  const std::uint16_t fragment = load_be16(header + 6);
  if ((fragment & (kMoreFragments | kFragmentOffsetMask)) != 0) [[unlikely]] {
    decoded.protocol = header[9];
    return take_fragment(cursor,
                         {.identification = load_be16(header + 4),
                          .offset = (fragment & kFragmentOffsetMask) * 8u,
                          .more = (fragment & kMoreFragments) != 0},
                         decoded);
  }
  return after_protocol(header[9], decoded);
}

}  // namespace flowsnoop
