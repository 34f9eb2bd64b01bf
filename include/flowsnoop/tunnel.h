// The tunnels that a packet was found in, outermost first.
//
// Plain values without heap; copying a TunnelPath copies only the hops that it has. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "flowsnoop/ip_address.h"

namespace flowsnoop {

enum class TunnelKind : std::uint8_t {
  kIpip,      // IPv4 in IPv4, RFC 2003
  k6in4,      // IPv6 in IPv4, RFC 4213
  k4in6,      // IPv4 in IPv6, RFC 2473
  k6in6,      // IPv6 in IPv6, RFC 2473
  kGre,       // RFC 2784, RFC 2890
  kNvgre,     // RFC 7637
  kErspan,    // mirrored frames, types I, II and III
  kPptp,      // enhanced GRE, RFC 2637
  kMpls,      // RFC 3032
  kVxlan,     // RFC 7348
  kVxlanGpe,  // draft-ietf-nvo3-vxlan-gpe
  kGeneve,    // RFC 8926
  kGtpU,      // 3GPP TS 29.281
  kTeredo,    // RFC 4380
  kL2tp,      // RFC 2661, RFC 3931
  kEtherIp,   // RFC 3378
  kLisp,      // RFC 9300
  kPim,       // register messages, RFC 7761 section 4.9.3
};
inline constexpr std::size_t kTunnelKindCount = 18;

// Lower-case words, as the output shows them: "vxlan", "gtp-u".
std::string_view to_string(TunnelKind kind);

// One tunnel, as the packet's outer headers state it.
struct Tunnel {
  TunnelKind kind;
  bool has_id;              // `id` names the tunnel, and is the same in both directions
  std::uint8_t ip_version;  // of the outer addresses; 0: there are none (MPLS on Ethernet)
  std::uint32_t id;         // VNI, VSID, GRE key, session, TEID, label, call: 0 where there is none
  IpAddress source;         // outer addresses
  IpAddress destination;
};

// `hops` is not initialised beyond `count`: most packets are in no tunnel, and pay nothing.
struct TunnelPath {
  // How deep tunnels are followed. What is nested deeper stays inside of the last one.
  static constexpr std::size_t kMaxHops = 4;

  std::uint8_t count = 0;
  union {  // so that nothing initialises them
    Tunnel hops[kMaxHops];
  };

  TunnelPath() {}  // NOLINT(modernize-use-equals-default): there would be none
  TunnelPath(const TunnelPath& other) noexcept { *this = other; }
  TunnelPath& operator=(const TunnelPath& other) noexcept {
    count = other.count;
    for (std::size_t i = 0; i < count; ++i) hops[i] = other.hops[i];
    return *this;
  }
  ~TunnelPath() = default;
};

// The longest text of a path, without a terminating zero.
inline constexpr std::size_t kMaxTunnelPathText = TunnelPath::kMaxHops * 21;

// Writes the path at `out`, which has room for kMaxTunnelPathText characters, and returns the end
// of what was written: kinds joined by "/", with the id of those that have one: "vxlan:100",
// "gtp-u/ipip".
char* format_tunnel_path(const TunnelPath& path, char* out);

}  // namespace flowsnoop
