#include "decode/hop.h"

#include "decode/bytes.h"

namespace flowsnoop {

void add_hop(TunnelKind kind, std::uint32_t id, Decoded& decoded) {
  TunnelPath& path = decoded.tunnels;
  if (path.count == TunnelPath::kMaxHops) return;
  path.hops[path.count++] = {kind, false,          decoded.ip_version,
                             id,   decoded.source, decoded.destination};
}

void add_named_hop(TunnelKind kind, std::uint32_t id, Decoded& decoded) {
  TunnelPath& path = decoded.tunnels;
  if (path.count == TunnelPath::kMaxHops) return;
  path.hops[path.count++] = {kind, true,           decoded.ip_version,
                             id,   decoded.source, decoded.destination};
}

bool begins_ip(const Cursor& cursor) {
  constexpr std::uint32_t kIpv4Header = 20;
  constexpr std::uint32_t kIpv6Header = 40;
  if (cursor.captured >= kIpv4Header && cursor.data[0] >> 4 == 4) {
    const std::uint32_t header_length = (cursor.data[0] & 0x0fu) * 4;
    const std::uint32_t total_length = load_be16(cursor.data + 2);
    return header_length >= kIpv4Header && total_length >= header_length &&
           total_length <= cursor.length;
  }
  if (cursor.captured >= kIpv6Header && cursor.data[0] >> 4 == 6) {
    return kIpv6Header + load_be16(cursor.data + 4) <= cursor.length;
  }
  return false;
}

}  // namespace flowsnoop
