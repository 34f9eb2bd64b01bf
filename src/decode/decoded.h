// What the headers of one frame say: the border between decode/ and flow/.
//
// A plain value without heap. `payload` points into the frame's bytes and is valid as long as they
// are.
#pragma once

#include <array>
#include <cstdint>

#include "flowsnoop/ip_address.h"
#include "flowsnoop/tunnel.h"

namespace flowsnoop {

// TCP control bits, RFC 9293 section 3.1.
inline constexpr std::uint8_t kTcpFin = 0x01;
inline constexpr std::uint8_t kTcpSyn = 0x02;
inline constexpr std::uint8_t kTcpRst = 0x04;
inline constexpr std::uint8_t kTcpPsh = 0x08;
inline constexpr std::uint8_t kTcpAck = 0x10;
inline constexpr std::uint8_t kTcpUrg = 0x20;

// In place of a length where any of the options was not captured.
inline constexpr std::uint8_t kTcpOptionsCut = 0xff;

// Bits of Decoded::verified_checksums and bad_checksums.
inline constexpr std::uint8_t kIpChecksum = 0x01;         // of the IPv4 header
inline constexpr std::uint8_t kTransportChecksum = 0x02;  // of TCP, UDP or ICMP

// Addresses, ports and lengths are those of the innermost conversation where there are tunnels.
struct Decoded {
  Decoded() {}  // NOLINT(modernize-use-equals-default): Decoded{} would zero the hops of `tunnels`

  IpAddress source;
  IpAddress destination;
  // First byte after the TCP, UDP or ICMP header; of a kFragment, what it has of the datagram.
  const std::uint8_t* payload = nullptr;
  std::uint32_t payload_captured = 0;  // bytes there are at `payload`
  std::uint32_t payload_length = 0;    // bytes there were, as the headers state it
  std::uint32_t tcp_sequence = 0;      // of ICMP: the four bytes after the checksum
  std::uint32_t tcp_acknowledgment = 0;
  // Of ICMP both are the identifier of a request and its reply; 0 where there are no ports.
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint16_t tcp_window = 0;         // as on the wire, not scaled
  std::uint8_t protocol = 0;            // IANA protocol number
  std::uint8_t ip_version = 0;          // 4 or 6
  std::uint8_t tcp_flags = 0;           // 0 where the TCP header is cut before them
  std::uint8_t tcp_options_length = 0;  // bytes right before `payload`, or kTcpOptionsCut
  std::uint8_t hop_limit = 0;           // IPv4: time to live
  std::uint8_t traffic_class = 0;       // DSCP in the upper six bits (RFC 2474), ECN

  // What most frames have nothing of.
  std::array<std::uint16_t, 2> vlan_ids{};  // outermost first
  std::uint8_t vlan_count = 0;              // at most vlan_ids.size()
  bool fragmented = false;                  // only a part of a datagram, with its ports
  bool more_fragments = false;              // of a kFragment: others follow
  bool link_broadcast = false;              // the last link header is to all hosts of a network
  std::uint16_t fragment_offset = 0;        // of a kFragment: its place in the datagram, in bytes
  // Of a kIcmpFlow: 1 + the type of the request that this message is, or answers; of a message that
  // is neither, 1 + its own type. 0: no such message.
  std::uint16_t icmp_exchange = 0;
  std::uint32_t fragment_identification = 0;  // of a kFragment: which datagram it is of
  std::uint8_t icmp_type = 0;                 // ICMP and ICMPv6; of SCTP: its first chunk's type
  std::uint8_t icmp_code = 0;
  std::uint8_t verified_checksums = 0;  // checksum bits of those that were looked at
  std::uint8_t bad_checksums = 0;       // and of those that were wrong
  std::uint8_t tunnels_in_udp = 0;      // a bit for each of `tunnels` that is in a UDP datagram
  TunnelPath tunnels;                   // outermost first
};

}  // namespace flowsnoop
