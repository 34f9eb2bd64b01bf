// Which header follows which: the tables by Ethernet type, by IP protocol number and by UDP port,
// that every layer asks. A new protocol is one decoder and one line here or in next_header.cpp.
#pragma once

#include <array>

#include "decode/next.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {

// IANA protocol numbers of what is looked at besides TCP and UDP.
enum : std::uint8_t {
  kProtocolHopByHop = 0,
  kProtocolIcmp = 1,
  kProtocolIgmp = 2,
  kProtocolIpv4 = 4,
  kProtocolIpv6 = 41,
  kProtocolRouting = 43,
  kProtocolIpv6Fragment = 44,
  kProtocolGre = 47,
  kProtocolEsp = 50,
  kProtocolAuthentication = 51,
  kProtocolIcmpv6 = 58,
  kProtocolNoNextHeader = 59,
  kProtocolDestinationOptions = 60,
  kProtocolOspf = 89,
  kProtocolEtherIp = 97,
  kProtocolPim = 103,
  kProtocolVrrp = 112,
  kProtocolL2tp = 115,
  kProtocolMobility = 135,
  kProtocolMpls = 137,
  kProtocolHip = 139,
  kProtocolShim6 = 140,
};

Next after_other_ethertype(std::uint16_t type);
Next after_other_protocol(std::uint8_t protocol);

// The header that an Ethernet type announces (IEEE 802 numbers, 0x0600 and above).
inline Next after_ethertype(std::uint16_t type) {
  switch (type) {
    case 0x0800:
      return go_on(Header::kIpv4);
    case 0x86dd:
      return go_on(Header::kIpv6);
    case 0x8100:  // 802.1Q
      return go_on(Header::kVlan);
    default:
      return after_other_ethertype(type);
  }
}

// The header that an IP protocol number announces; remembers the number.
inline Next after_protocol(std::uint8_t protocol, Decoded& decoded) {
  decoded.protocol = protocol;
  switch (protocol) {
    case kProtocolTcp:
      return go_on(Header::kTcp);
    case kProtocolUdp:
      return go_on(Header::kUdp);
    default:
      return after_other_protocol(protocol);
  }
}

// UDP ports of tunnels, as registered with IANA but for 8472, which Linux took for VXLAN before the
// port was assigned.
enum : std::uint16_t {
  kPortL2tp = 1701,
  kPortGtpU = 2152,
  kPortTeredo = 3544,
  kPortLisp = 4341,
  kPortGreInUdp = 4754,  // RFC 8086
  kPortVxlan = 4789,
  kPortVxlanGpe = 4790,
  kPortGeneve = 6081,
  kPortMplsInUdp = 6635,  // RFC 7510
  kPortVxlanLinux = 8472,
};

// Each port of a tunnel stands where its last seven bits say, so that one look tells whether a port
// is one.
inline constexpr std::array<std::uint16_t, 128> kTunnelPorts = [] {
  std::array<std::uint16_t, 128> table{};
  for (const std::uint16_t port :
       {kPortL2tp, kPortGtpU, kPortTeredo, kPortLisp, kPortGreInUdp, kPortVxlan, kPortVxlanGpe,
        kPortGeneve, kPortMplsInUdp, kPortVxlanLinux}) {
    if (table[port % 128] != 0) throw "two ports in one place";  // fails to compile
    table[port % 128] = port;
  }
  return table;
}();

inline bool is_tunnel_port(std::uint16_t port) {
  return kTunnelPorts[port % 128] == port;
}

// The tunnel that a UDP port announces; the other port stays a port.
Next after_tunnel_port(std::uint16_t port);

}  // namespace flowsnoop
