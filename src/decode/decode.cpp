#include "decode/decode.h"

#include <algorithm>
#include <memory>

#include "decode/checksum.h"
#include "decode/first_header.h"
#include "decode/fragment.h"
#include "decode/icmp.h"
#include "decode/ipv4.h"
#include "decode/ipv6.h"
#include "decode/link.h"
#include "decode/next_header.h"
#include "decode/other_transport.h"
#include "decode/plain_frame.h"
#include "decode/transport.h"

namespace flowsnoop {

namespace {

// Headers in a row, of all layers together, before a tunnel in UDP begins again. The longest chains
// in the field are link, two tags, IPv6 and its six kinds of extension header, transport, and that
// several times where tunnels are nested.
constexpr int kMaxHeaders = 32;

FrameBucket decode_headers(Next next, Cursor& cursor, Decoded& decoded,
                           const DecodeOptions& options);

// Whether a tunnel carries what is followed as a conversation of its own. Anything else (ARP, ICMP,
// what does not decode) is left with the conversation of the tunnel's ends, so that it is in one.
bool is_conversation(FrameBucket bucket) {
  return bucket == FrameBucket::kTcpFlow || bucket == FrameBucket::kUdpFlow ||
         bucket == FrameBucket::kFragment;
}

// Whether there was IP that in the end carried nothing: no conversation, and nothing that is cut or
// damaged either.
bool carries_nothing(FrameBucket bucket, const Decoded& decoded) {
  switch (bucket) {
    case FrameBucket::kArp:
    case FrameBucket::kNonIp:
    case FrameBucket::kEncrypted:
    case FrameBucket::kUnsupportedLinkType:
    case FrameBucket::kOtherTransport:
      return decoded.ip_version != 0;
    default:
      return false;
  }
}

// A fragment is followed into a tunnel only once it is whole again. Each tunnel in UDP that is gone
// into adds to the path, so that this nests no deeper than the path is long.
[[gnu::noinline]] Next follow_tunnel(Next next, Cursor& cursor, Decoded& decoded,
                                     const DecodeOptions& options) {
  if (decoded.fragmented || decoded.tunnels.count >= options.max_tunnels) {
    if (next.bucket != FrameBucket::kUdpFlow) return decode_portless(cursor, decoded);
    return end_in(next.bucket);
  }
  if (next.bucket != FrameBucket::kUdpFlow) return next.decoder(cursor, decoded);

  const Decoded outer = decoded;
  const Cursor outer_cursor = cursor;
  cursor.advance(std::min(kUdpHeader, cursor.captured));
  const FrameBucket bucket =
      decode_headers(next.decoder(cursor, decoded), cursor, decoded, options);
  // It really was a tunnel, then; a port alone does not make one.
  if (decoded.tunnels.count > outer.tunnels.count && is_conversation(bucket)) {
    decoded.tunnels_in_udp |= static_cast<std::uint8_t>(1u << outer.tunnels.count);
    return end_in(bucket);
  }
  decoded = outer;
  cursor = outer_cursor;
  return end_in(FrameBucket::kUdpFlow);
}

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

inline Next decode_header(Next current, Cursor& cursor, Decoded& decoded,
                          const DecodeOptions& options) {
  switch (current.header) {
    case Header::kNone:
      return current;
    case Header::kEthernet:
      return decode_ethernet(cursor, decoded);
    case Header::kVlan:
      return decode_vlan(cursor, decoded);
    case Header::kIp:
      return decode_ip(cursor);
    case Header::kIpv4:
      return decode_ipv4(cursor, decoded);
    case Header::kIpv6:
      return decode_ipv6(cursor, decoded);
    case Header::kTcp:
      return decode_tcp(cursor, decoded);
    case Header::kUdp:
      return decode_udp(cursor, decoded);
    case Header::kOther:
      return current.decoder(cursor, decoded);
    case Header::kTunnel:
      return follow_tunnel(current, cursor, decoded, options);
  }
  return end_in(FrameBucket::kNonIp);
}

FrameBucket decode_headers(Next next, Cursor& cursor, Decoded& decoded,
                           const DecodeOptions& options) {
  for (int headers = 0; next.header != Header::kNone; ++headers) {
    if (headers == kMaxHeaders) {
      // Nothing but tags is no IP; more extension headers than kinds of them are against RFC 8200
      // section 4.1.
      return decoded.ip_version == 0 ? FrameBucket::kNonIp : FrameBucket::kMalformedNetwork;
    }
    next = decode_header(next, cursor, decoded, options);
  }
  return next.bucket;
}

// The conversation of the ends of a tunnel that carries nothing: PPTP's acknowledgments,
// keepalives, routing protocols that are not IP.
[[gnu::noinline]] FrameBucket decode_tunnel_ends(const Packet& packet, Cursor& cursor,
                                                 Decoded& decoded) {
  std::construct_at(&decoded);
  cursor = {packet.data, packet.captured_length, packet.original_length, nullptr};
  return decode_headers(first_header(packet.link_type), cursor, decoded, {.max_tunnels = 0});
}

// What `decoded` left in kFragment, alone: later fragments have no ports.
FrameBucket decode_first_fragment(Decoded& decoded) {
  if (decoded.fragment_offset != 0 || !is_ip_fragment(decoded)) return FrameBucket::kFragment;
  const Decoded fragment = decoded;
  return decode_datagram(fragment, false, decoded);
}

// Header by header.
[[gnu::noinline]] FrameBucket decode_frame(const Packet& packet, Decoded& decoded,
                                           const DecodeOptions& options) {
  std::construct_at(&decoded);
  Cursor cursor{packet.data, packet.captured_length, packet.original_length, nullptr};
  FrameBucket bucket = decode_headers(first_header(packet.link_type), cursor, decoded, options);
  if (!is_flow(bucket) && options.max_tunnels > 0 && carries_nothing(bucket, decoded))
      [[unlikely]] {
    bucket = decode_tunnel_ends(packet, cursor, decoded);
  }
  if (options.verify_checksums) [[unlikely]] {
    const ChecksumResult checksums = verify_checksums(bucket, cursor, decoded);
    decoded.verified_checksums = checksums.verified;
    decoded.bad_checksums = checksums.bad;
  }
  if (bucket == FrameBucket::kFragment && !options.hold_fragments) [[unlikely]] {
    return decode_first_fragment(decoded);
  }
  return bucket;
}

}  // namespace

FrameBucket decode_packet(const Packet& packet, Decoded& decoded, const DecodeOptions& options) {
  if (!options.verify_checksums && decode_plain_frame(packet, decoded)) [[likely]] {
    return decoded.protocol == kProtocolUdp ? FrameBucket::kUdpFlow : FrameBucket::kTcpFlow;
  }
  return decode_frame(packet, decoded, options);
}

FrameBucket decode_datagram(const Decoded& fragment, bool is_whole, Decoded& decoded,
                            const DecodeOptions& options) {
  decoded = fragment;
  decoded.fragmented = !is_whole;
  decoded.more_fragments = false;  // said of the fragment, not of what is in the datagram
  decoded.fragment_offset = 0;
  Cursor cursor{fragment.payload, fragment.payload_captured, fragment.payload_length, nullptr};
  const FrameBucket bucket =
      decode_headers(after_protocol(fragment.protocol, decoded), cursor, decoded, options);
  if (options.max_tunnels > 0 && carries_nothing(bucket, decoded)) {
    return decode_datagram(fragment, is_whole, decoded,
                           {.max_tunnels = 0, .verify_checksums = options.verify_checksums});
  }
  if (options.verify_checksums) {
    const ChecksumResult checksums = verify_checksums(bucket, cursor, decoded);
    decoded.verified_checksums |= checksums.verified;
    decoded.bad_checksums |= checksums.bad;
  }
  return bucket;
}

bool decode_quoted(const Decoded& error, Decoded& quoted) {
  std::construct_at(&quoted);
  if (!quotes_packet(error)) return false;
  Cursor cursor{error.payload, error.payload_captured, error.payload_length, nullptr};
  FrameBucket bucket = decode_headers(decode_ip(cursor), cursor, quoted, {.max_tunnels = 0});
  if (bucket == FrameBucket::kFragment) bucket = decode_first_fragment(quoted);
  return is_flow(bucket);
}

}  // namespace flowsnoop
