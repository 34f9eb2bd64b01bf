#include "flowsnoop/tunnel.h"

#include <array>
#include <charconv>

namespace flowsnoop {

namespace {

// In the order of TunnelKind.
constexpr std::array<std::string_view, kTunnelKindCount> kNames{
    "ipip",  "6in4",      "4in6",   "6in6",  "gre",    "nvgre", "erspan",  "pptp", "mpls",
    "vxlan", "vxlan-gpe", "geneve", "gtp-u", "teredo", "l2tp",  "etherip", "lisp", "pim"};

}  // namespace

std::string_view to_string(TunnelKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

char* format_tunnel_path(const TunnelPath& path, char* out) {
  constexpr std::ptrdiff_t kMaxDigits = 10;
  for (std::size_t i = 0; i < path.count; ++i) {
    const Tunnel& hop = path.hops[i];
    if (i > 0) *out++ = '/';
    const std::string_view name = to_string(hop.kind);
    out += name.copy(out, name.size());
    if (!hop.has_id) continue;
    *out++ = ':';
    out = std::to_chars(out, out + kMaxDigits, hop.id).ptr;
  }
  return out;
}

}  // namespace flowsnoop
