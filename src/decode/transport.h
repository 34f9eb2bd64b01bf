// TCP and UDP headers. Pure functions, inline for the reason given in link.h.
//
// A header that a snaplen cut is still good for a flow where its ports are there. The fields that
// are cut off are 0, and the header is then taken to have its smallest length.
#pragma once

#include "decode/bytes.h"
#include "decode/cursor.h"
#include "decode/decoded.h"
#include "decode/next_header.h"

namespace flowsnoop {

inline constexpr std::uint32_t kPortsSize = 4;
inline constexpr std::uint32_t kUdpHeader = 8;

inline void take_ports(const Cursor& cursor, Decoded& decoded) {
  decoded.source_port = load_be16(cursor.data);
  decoded.destination_port = load_be16(cursor.data + 2);
}

// What is left after a header of `header_length` bytes, of which some may be cut.
inline void take_payload(const Cursor& cursor, std::uint32_t header_length, Decoded& decoded) {
  const std::uint32_t header_captured = std::min(header_length, cursor.captured);
  decoded.payload = cursor.data + header_captured;
  decoded.payload_captured = cursor.captured - header_captured;
  decoded.payload_length = cursor.length - std::min(header_length, cursor.length);
}

// The fields between ports and options, as far as they were captured.
inline void take_tcp_fields(const Cursor& cursor, Decoded& decoded) {
  const std::uint8_t* header = cursor.data;
  if (cursor.captured >= 8) decoded.tcp_sequence = load_be32(header + 4);
  if (cursor.captured >= 12) decoded.tcp_acknowledgment = load_be32(header + 8);
  if (cursor.captured >= 14) decoded.tcp_flags = header[13];
  if (cursor.captured >= 16) decoded.tcp_window = load_be16(header + 14);
}

// RFC 9293 section 3.1. A data offset beyond the segment leaves no payload: the ports stand, and
// the conversation with them. kMalformedTransport: a data offset below 5, or a segment that is
// stated to be shorter than a header and is no first fragment.
inline Next decode_tcp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kMinHeader = 20;
  constexpr std::uint32_t kDataOffset = 12;
  if (cursor.length < kMinHeader && !decoded.fragmented) {
    return end_in(FrameBucket::kMalformedTransport);
  }
  if (cursor.captured < kPortsSize) return end_in(FrameBucket::kTruncatedTransport);
  take_ports(cursor, decoded);
  std::uint32_t header_length = kMinHeader;
  if (cursor.captured > kDataOffset) header_length = (cursor.data[kDataOffset] >> 4) * 4u;
  if (header_length < kMinHeader) return end_in(FrameBucket::kMalformedTransport);
  take_tcp_fields(cursor, decoded);
  take_payload(cursor, header_length, decoded);
  decoded.tcp_options_length = cursor.captured >= header_length
                                   ? static_cast<std::uint8_t>(header_length - kMinHeader)
                                   : kTcpOptionsCut;
  return end_in(FrameBucket::kTcpFlow);
}

// RFC 768. The payload is as long as the UDP length says, or the IP payload where that is
// shorter: a first fragment, or a length that is wrong. A length of 0 means that IP states it: more
// than 65535 bytes (RFC 2675 section 4), which hosts that leave segmentation to the network card
// capture over IPv4 too. kMalformedTransport: another UDP length below 8, or a datagram that is
// stated to be shorter than a header. A port of a tunnel announces the tunnel.
inline Next decode_udp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kLengthEnd = 6;
  if (cursor.length < kUdpHeader) return end_in(FrameBucket::kMalformedTransport);
  if (cursor.captured < kPortsSize) return end_in(FrameBucket::kTruncatedTransport);
  take_ports(cursor, decoded);
  const std::uint32_t stated = cursor.captured >= kLengthEnd ? load_be16(cursor.data + 4) : 0;
  if (stated != 0) {
    if (stated < kUdpHeader) return end_in(FrameBucket::kMalformedTransport);
    cursor.set_length(std::min(stated, cursor.length));
  }
  take_payload(cursor, kUdpHeader, decoded);
  // The destination first: the source port of most tunnels is drawn at random.
  if (is_tunnel_port(decoded.destination_port)) [[unlikely]] {
    return after_tunnel_port(decoded.destination_port);
  }
  if (is_tunnel_port(decoded.source_port)) [[unlikely]] {
    return after_tunnel_port(decoded.source_port);
  }
  return end_in(FrameBucket::kUdpFlow);
}

}  // namespace flowsnoop
