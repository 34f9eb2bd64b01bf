// What IP carries besides TCP, UDP and ICMP: other transports with ports, and all protocols that
// are conversations between addresses. Pure functions.
//
// As in transport.h, a header that a snaplen cut is good for a flow where its ports are there.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// RFC 9260 section 3.1; Decoded::icmp_type is the type of the first chunk, 0 (DATA) where that is
// cut. The payload is all chunks. kMalformedTransport: shorter than the common header.
Next decode_sctp(Cursor& cursor, Decoded& decoded);

// RFC 3828 section 3.1: IP states the length. kMalformedTransport: shorter than the header.
Next decode_udp_lite(Cursor& cursor, Decoded& decoded);

// RFC 4340 section 5.1. kMalformedTransport: shorter than the generic header, or a data offset
// within it.
Next decode_dccp(Cursor& cursor, Decoded& decoded);

// Everything else: what IP carries is the payload, and there are no ports.
Next decode_portless(Cursor& cursor, Decoded& decoded);

// Type of the chunks that begin an SCTP association, RFC 9260 section 3.2.
inline constexpr std::uint8_t kSctpInit = 1;
inline constexpr std::uint8_t kSctpInitAck = 2;

}  // namespace flowsnoop
