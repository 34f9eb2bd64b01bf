// The Internet checksums of IPv4, TCP, UDP and ICMP. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "decode/cursor.h"
#include "decode/decoded.h"
#include "flowsnoop/accounting.h"

namespace flowsnoop {

// The ones' complement sum of 16-bit words (RFC 1071), folded to 16 bits and not inverted; a last
// odd byte is filled up with zeros. `sum` is what came before, of an even number of bytes. Over
// bytes that hold their own checksum, the result is 0xffff where it is right.
std::uint16_t internet_sum(const std::uint8_t* bytes, std::size_t size, std::uint16_t sum = 0);

// What was verified of one frame and what was wrong: checksum bits of Decoded.
struct ChecksumResult {
  std::uint8_t verified = 0;
  std::uint8_t bad = 0;
};

// Verifies what decode_packet() ended in: the innermost IPv4 header (RFC 791 section 3.1), and TCP
// (RFC 9293 section 3.1), UDP (RFC 768), ICMP (RFC 792) and ICMPv6 (RFC 4443 section 2.3) where the
// datagram is whole: all of it captured, no fragment, and of a length that IP states. A UDP
// checksum of 0 is none. Where destination options have a home address, that is the source
// (RFC 6275 section 11.3.1). `cursor` is at the transport header; it has no IP header where a
// datagram was put together from fragments.
ChecksumResult verify_checksums(FrameBucket bucket, const Cursor& cursor, const Decoded& decoded);

}  // namespace flowsnoop
