// What makes two tunnels the same one, whichever way a packet goes through them: part of what makes
// two packets belong to the same conversation. A pure function.
//
// - Tunnels with an id that both ends use are named by it: the VNI of VXLAN and Geneve, the subnet
//   of NVGRE, the key of GRE, the session of ERSPAN, the instance of LISP. Their outer addresses
//   are left out, because one network may be reached over several ends.
// - Tunnels without an id, or with one for each direction (GTP-U's endpoint, PPTP's call, L2TP's
//   tunnel and session), are named by their outer addresses in either order.
// - MPLS is named by its kind alone: labels are one-way, and there may be no addresses around them.
//   More than that: the router before the last often takes the labels off (RFC 3031 section 3.16),
//   so that one direction of a conversation may be labelled and the other not. So MPLS does not
//   tell conversations apart, and without_labels() leaves it out.
#pragma once

#include <array>
#include <cstdint>

#include "flowsnoop/tunnel.h"

namespace flowsnoop {

// Compared whole; what is not used is 0.
struct TunnelIdentity {
  // Of a hop: kind and IP version, then an id or two addresses.
  static constexpr std::size_t kHopSize = 40;

  std::array<std::uint8_t, TunnelPath::kMaxHops * kHopSize> bytes{};

  friend bool operator==(const TunnelIdentity&, const TunnelIdentity&) = default;
};

TunnelIdentity tunnel_identity(const TunnelPath& path);

TunnelPath without_labels(const TunnelPath& path);

}  // namespace flowsnoop
