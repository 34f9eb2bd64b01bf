#include "decode/tunnel_identity.h"

#include <algorithm>
#include <cstring>

namespace flowsnoop {

namespace {

constexpr std::size_t kKindOffset = 0;
constexpr std::size_t kVersionOffset = 1;
constexpr std::size_t kHasIdOffset = 2;
constexpr std::size_t kIdOffset = 4;
constexpr std::size_t kAddressesOffset = 8;

void write_hop(const Tunnel& hop, std::uint8_t* out) {
  // No hop begins with 0, so that a shorter path is not the start of a longer one.
  out[kKindOffset] = static_cast<std::uint8_t>(static_cast<unsigned>(hop.kind) + 1);
  if (hop.kind == TunnelKind::kMpls) return;
  if (hop.has_id) {
    out[kHasIdOffset] = 1;
    std::memcpy(out + kIdOffset, &hop.id, sizeof hop.id);
    return;
  }
  out[kVersionOffset] = hop.ip_version;
  const auto& low = std::min(hop.source.bytes, hop.destination.bytes);
  const auto& high = std::max(hop.source.bytes, hop.destination.bytes);
  std::memcpy(out + kAddressesOffset, low.data(), low.size());
  std::memcpy(out + kAddressesOffset + low.size(), high.data(), high.size());
}

}  // namespace

TunnelIdentity tunnel_identity(const TunnelPath& path) {
  TunnelIdentity identity;
  for (std::size_t i = 0; i < path.count; ++i) {
    write_hop(path.hops[i], identity.bytes.data() + i * TunnelIdentity::kHopSize);
  }
  return identity;
}

TunnelPath without_labels(const TunnelPath& path) {
  TunnelPath rest;
  for (std::size_t i = 0; i < path.count; ++i) {
    if (path.hops[i].kind != TunnelKind::kMpls) rest.hops[rest.count++] = path.hops[i];
  }
  return rest;
}

}  // namespace flowsnoop
