// What the headers of one frame say: the border between decode/ and flow/.
//
// A plain value without heap. `payload` points into the frame's bytes and is valid as long as they
// are.
#pragma once

#include <array>
#include <cstdint>

#include "flowsnoop/ip_address.h"

namespace flowsnoop {

// TCP control bits, RFC 9293 section 3.1.
inline constexpr std::uint8_t kTcpFin = 0x01;
inline constexpr std::uint8_t kTcpSyn = 0x02;
inline constexpr std::uint8_t kTcpRst = 0x04;
inline constexpr std::uint8_t kTcpPsh = 0x08;
inline constexpr std::uint8_t kTcpAck = 0x10;
inline constexpr std::uint8_t kTcpUrg = 0x20;

struct Decoded {
  IpAddress source;
  IpAddress destination;
  const std::uint8_t* payload = nullptr;  // first byte after the TCP or UDP header
  std::uint32_t payload_captured = 0;     // bytes there are at `payload`
  std::uint32_t payload_length = 0;       // bytes there were, as the headers state it
  std::uint32_t tcp_sequence = 0;
  std::uint32_t tcp_acknowledgment = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t tcp_window = 0;             // as on the wire, not scaled
  std::array<std::uint16_t, 2> vlan_ids{};  // outermost first
  std::uint8_t vlan_count = 0;              // at most vlan_ids.size()
  std::uint8_t protocol = 0;                // IANA protocol number
  std::uint8_t ip_version = 0;              // 4 or 6
  std::uint8_t tcp_flags = 0;               // 0 where the TCP header is cut before them
  bool fragmented = false;                  // the first fragment of a larger datagram
};

}  // namespace flowsnoop
