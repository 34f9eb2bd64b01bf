// The short way for the frames that most are: Ethernet to one host, IPv4 without options, then TCP
// or UDP of 20 bytes or more, with all of the header captured. What comes out is the same as header
// by header. A pure function, inline because nearly every frame goes this way.
#pragma once

#include <algorithm>
#include <optional>

#include "decode/bytes.h"
#include "decode/decoded.h"
#include "decode/next_header.h"
#include "decode/transport.h"
#include "flowsnoop/accounting.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

// `decoded` has its default values. Nothing, and nothing changed in it, where the frame is not such
// a one.
inline std::optional<FrameBucket> decode_plain_frame(const Packet& packet, Decoded& decoded) {
  constexpr std::uint32_t kEthernetHeader = 14;
  constexpr std::uint32_t kIpHeader = 20;
  constexpr std::uint32_t kMinTcpHeader = 20;
  constexpr std::uint32_t kLeast = kEthernetHeader + kIpHeader + kMinTcpHeader;
  if (packet.link_type != LinkType::kEthernet || packet.captured_length < kLeast) return {};
  const std::uint8_t* const ip = packet.data + kEthernetHeader;
  const std::uint32_t total_length = load_be16(ip + 2);
  const bool is_fragment = (load_be16(ip + 6) & 0x3fff) != 0;
  constexpr std::uint8_t kBroadcastByte = 0xff;  // what a broadcast address begins with
  if (load_be16(packet.data + 12) != 0x0800 || ip[0] != 0x45 || is_fragment ||
      packet.data[0] == kBroadcastByte || total_length < kIpHeader + kMinTcpHeader) {
    return {};
  }
  const std::uint8_t* const transport = ip + kIpHeader;
  std::uint32_t length = total_length - kIpHeader;
  const std::uint16_t source_port = load_be16(transport);
  const std::uint16_t destination_port = load_be16(transport + 2);
  std::uint32_t header_length = kUdpHeader;
  if (ip[9] == kProtocolTcp) [[likely]] {
    header_length = (transport[12] >> 4) * 4u;
    if (header_length < kMinTcpHeader) return {};
  } else {
    const std::uint32_t stated = load_be16(transport + 4);
    if (ip[9] != kProtocolUdp || stated < kUdpHeader || is_tunnel_port(source_port) ||
        is_tunnel_port(destination_port)) {
      return {};
    }
    length = std::min(length, stated);
  }
  const std::uint32_t captured =
      std::min(packet.captured_length - kEthernetHeader - kIpHeader, length);
  if (captured < header_length) return {};

  decoded.source = IpAddress::from_ipv4(ip + 12);
  decoded.destination = IpAddress::from_ipv4(ip + 16);
  decoded.ip_version = 4;
  decoded.traffic_class = ip[1];
  decoded.hop_limit = ip[8];
  decoded.protocol = ip[9];
  decoded.source_port = source_port;
  decoded.destination_port = destination_port;
  decoded.payload = transport + header_length;
  decoded.payload_captured = captured - header_length;
  decoded.payload_length = length - header_length;
  if (decoded.protocol == kProtocolUdp) return FrameBucket::kUdpFlow;
  decoded.tcp_sequence = load_be32(transport + 4);
  decoded.tcp_acknowledgment = load_be32(transport + 8);
  decoded.tcp_flags = transport[13];
  decoded.tcp_window = load_be16(transport + 14);
  decoded.tcp_options_length = static_cast<std::uint8_t>(header_length - kMinTcpHeader);
  return FrameBucket::kTcpFlow;
}

}  // namespace flowsnoop
