// The IPv6 header and its extension headers, RFC 8200.
//
// An extension header that follows an IPv4 header ends in kOtherTransport, but for authentication
// and HIP: those numbers announce nothing that we know there.
#pragma once

#include "decode/bytes.h"
#include "decode/cursor.h"
#include "decode/decoded.h"
#include "decode/next_header.h"

namespace flowsnoop {

// Takes the fixed header off, and with it what follows the packet in the frame. A payload length
// of 0 is taken as "up to the end of the frame": a jumbo payload (RFC 2675 section 3), or a packet
// whose segmentation was left to the network card. kMalformedNetwork: another version than 6.
inline Next decode_ipv6(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kFixedHeader = 40;
  if (cursor.captured < kFixedHeader) return end_in(FrameBucket::kTruncatedNetwork);
  const std::uint8_t* header = cursor.data;
  if (header[0] >> 4 != 6) return end_in(FrameBucket::kMalformedNetwork);
  decoded.ip_version = 6;
  decoded.traffic_class = static_cast<std::uint8_t>(load_be16(header) >> 4);
  decoded.hop_limit = header[7];
  decoded.source = IpAddress::from_ipv6(header + 8);
  decoded.destination = IpAddress::from_ipv6(header + 24);
  const std::uint32_t payload_length = load_be16(header + 4);
  cursor.ip_header = header;
  cursor.advance(kFixedHeader);
  if (payload_length != 0) cursor.set_length(payload_length);
  return after_protocol(header[6], decoded);
}

// Hop-by-hop options, routing, destination options, and the headers that share their form:
// mobility (RFC 6275), HIP (RFC 7401), shim6 (RFC 5533). Those three are messages of their own, and
// conversations without ports, where nothing follows them.
Next decode_ipv6_extension(Cursor& cursor, Decoded& decoded);

// RFC 8200 section 4.5. A header with offset 0 and no more fragments to come, an atomic fragment
// (RFC 6946), is a whole datagram. kFragment: any other one, the first too.
Next decode_ipv6_fragment(Cursor& cursor, Decoded& decoded);

// RFC 4302 section 2, behind IPv4 too.
Next decode_authentication(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
