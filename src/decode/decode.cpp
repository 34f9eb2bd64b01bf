#include "decode/decode.h"

#include "decode/cursor.h"
#include "decode/ipv4.h"
#include "decode/ipv6.h"
#include "decode/link.h"
#include "decode/next_header.h"
#include "decode/transport.h"

namespace flowsnoop {

namespace {

// Headers in one frame, of all layers together. The longest chains in the field are link, two
// tags, IPv6 and its six kinds of extension header, transport.
constexpr int kMaxHeaders = 32;

Next decode_ip(const Cursor& cursor) {
  if (cursor.captured == 0) return end_in(FrameBucket::kTruncatedNetwork);
  switch (cursor.data[0] >> 4) {
    case 4:
      return go_on(Header::kIpv4);
    case 6:
      return go_on(Header::kIpv6);
    default:
      return end_in(FrameBucket::kMalformedNetwork);
  }
}

Next decode_header(Next current, Cursor& cursor, Decoded& decoded) {
  switch (current.header) {
    case Header::kNone:
      return current;
    case Header::kEthernet:
      return decode_ethernet(cursor);
    case Header::kVlan:
      return decode_vlan(cursor, decoded);
    case Header::kLlc:
      return decode_llc(cursor);
    case Header::kLinuxSll:
      return decode_linux_sll(cursor);
    case Header::kLinuxSll2:
      return decode_linux_sll2(cursor);
    case Header::kLoopback:
      return decode_loopback(cursor);
    case Header::kIp:
      return decode_ip(cursor);
    case Header::kIpv4:
      return decode_ipv4(cursor, decoded);
    case Header::kIpv6:
      return decode_ipv6(cursor, decoded);
    case Header::kIpv6Extension:
      return decode_ipv6_extension(cursor, decoded);
    case Header::kIpv6Fragment:
      return decode_ipv6_fragment(cursor, decoded);
    case Header::kAuthentication:
      return decode_authentication(cursor, decoded);
    case Header::kTcp:
      return decode_tcp(cursor, decoded);
    case Header::kUdp:
      return decode_udp(cursor, decoded);
  }
  return end_in(FrameBucket::kNonIp);
}

}  // namespace

FrameBucket decode_packet(const Packet& packet, Decoded& decoded) {
  decoded = Decoded{};
  Cursor cursor{packet.data, packet.captured_length, packet.original_length};
  Next next = first_header(packet.link_type);
  for (int headers = 0; next.header != Header::kNone; ++headers) {
    if (headers == kMaxHeaders) {
      // Nothing but tags is no IP; more extension headers than kinds of them are against RFC 8200
      // section 4.1.
      return decoded.ip_version == 0 ? FrameBucket::kNonIp : FrameBucket::kMalformedNetwork;
    }
    next = decode_header(next, cursor, decoded);
  }
  return next.bucket;
}

}  // namespace flowsnoop
