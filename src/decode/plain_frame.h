// The short way for the frames that most are: Ethernet to one host, IPv4 without options, then TCP
// or UDP of 20 bytes or more, with all of the header captured. What comes out is the same as header
// by header. A pure function, inline because nearly every frame goes this way.
#pragma once

#include <algorithm>
#include <memory>

#include "decode/bytes.h"
#include "decode/decoded.h"
#include "decode/next_header.h"
#include "decode/transport.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

namespace plain_frame {

inline constexpr std::uint32_t kEthernetHeader = 14;
inline constexpr std::uint32_t kIpHeader = 20;
inline constexpr std::uint32_t kMinTcpHeader = 20;
inline constexpr std::uint32_t kLeast = kEthernetHeader + kIpHeader + kMinTcpHeader;

// Whether the headers before that of the transport are those of such a frame.
inline bool begins_plainly(const Packet& packet) {
  if (packet.link_type != LinkType::kEthernet || packet.captured_length < kLeast) return false;
  const std::uint8_t* const ip = packet.data + kEthernetHeader;
  const bool is_fragment = (load_be16(ip + 6) & 0x3fff) != 0;
  constexpr std::uint8_t kBroadcastByte = 0xff;  // what a broadcast address begins with
  return load_be16(packet.data + 12) == 0x0800 && ip[0] == 0x45 && !is_fragment &&
         packet.data[0] != kBroadcastByte && load_be16(ip + 2) >= kIpHeader + kMinTcpHeader;
}

// What the header of the transport says.
struct Transport {
  std::uint32_t length = 0;  // of header and payload; the IPv4 header's, unless UDP has less
  std::uint32_t header_length = kUdpHeader;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t window = 0;
  std::uint8_t flags = 0;
  std::uint8_t options_length = 0;
};

// False where it is not one of TCP or UDP, or not a plain one.
inline bool read_transport(const std::uint8_t* header, std::uint8_t protocol,
                           Transport& transport) {
  transport.source_port = load_be16(header);
  transport.destination_port = load_be16(header + 2);
  if (protocol == kProtocolTcp) [[likely]] {
    transport.header_length = (header[12] >> 4) * 4u;
    if (transport.header_length < kMinTcpHeader) return false;
    transport.options_length = static_cast<std::uint8_t>(transport.header_length - kMinTcpHeader);
    transport.sequence = load_be32(header + 4);
    transport.acknowledgment = load_be32(header + 8);
    transport.window = load_be16(header + 14);
    transport.flags = header[13];
    return true;
  }
  const std::uint32_t stated = load_be16(header + 4);
  transport.length = std::min(transport.length, stated);
  return protocol == kProtocolUdp && stated >= kUdpHeader &&
         !is_tunnel_port(transport.source_port) && !is_tunnel_port(transport.destination_port);
}

}  // namespace plain_frame

// Sets all of `decoded`, whose protocol then is TCP or UDP. False, and nothing changed in it, where
// the frame is not such a one.
inline bool decode_plain_frame(const Packet& packet, Decoded& decoded) {
  using namespace plain_frame;
  if (!begins_plainly(packet)) return false;
  const std::uint8_t* const ip = packet.data + kEthernetHeader;
  const std::uint8_t protocol = ip[9];
  Transport transport{.length = load_be16(ip + 2) - kIpHeader};
  if (!read_transport(ip + kIpHeader, protocol, transport)) return false;
  const std::uint32_t captured =
      std::min(packet.captured_length - kEthernetHeader - kIpHeader, transport.length);
  if (captured < transport.header_length) return false;

  // All is read before anything is set: bytes that are read in between might be those that are set.
  const IpAddress source = IpAddress::from_ipv4(ip + 12);
  const IpAddress destination = IpAddress::from_ipv4(ip + 16);
  const std::uint8_t traffic_class = ip[1];
  const std::uint8_t hop_limit = ip[8];
  std::construct_at(&decoded);
  decoded.source = source;
  decoded.destination = destination;
  decoded.payload = ip + kIpHeader + transport.header_length;
  decoded.payload_captured = captured - transport.header_length;
  decoded.payload_length = transport.length - transport.header_length;
  decoded.tcp_sequence = transport.sequence;
  decoded.tcp_acknowledgment = transport.acknowledgment;
  decoded.source_port = transport.source_port;
  decoded.destination_port = transport.destination_port;
  decoded.tcp_window = transport.window;
  decoded.protocol = protocol;
  decoded.ip_version = 4;
  decoded.tcp_flags = transport.flags;
  decoded.tcp_options_length = transport.options_length;
  decoded.hop_limit = hop_limit;
  decoded.traffic_class = traffic_class;
  return true;
}

}  // namespace flowsnoop
