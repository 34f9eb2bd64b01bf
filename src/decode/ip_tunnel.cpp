#include "decode/ip_tunnel.h"

#include "decode/bytes.h"
#include "decode/hop.h"
#include "decode/mpls.h"

namespace flowsnoop {

Next decode_ip_in_ip(Cursor& /*cursor*/, Decoded& decoded) {
  const bool outer_is_ipv4 = decoded.ip_version == 4;
  if (decoded.protocol == kProtocolIpv4) {
    add_hop(outer_is_ipv4 ? TunnelKind::kIpip : TunnelKind::k4in6, 0, decoded);
    return go_on(Header::kIpv4);
  }
  add_hop(outer_is_ipv4 ? TunnelKind::k6in4 : TunnelKind::k6in6, 0, decoded);
  return go_on(Header::kIpv6);
}

Next decode_ether_ip(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 2;
  constexpr std::uint8_t kVersion = 3;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedTransport);
  if (cursor.data[0] >> 4 != kVersion) return end_in(FrameBucket::kOtherTransport);
  cursor.advance(kHeader);
  add_hop(TunnelKind::kEtherIp, 0, decoded);
  return go_on(Header::kEthernet);
}

Next decode_pim(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint8_t kVersion2Register = 0x21;
  if (cursor.captured < kHeader || cursor.data[0] != kVersion2Register) {
    return end_in(FrameBucket::kOtherTransport);
  }
  cursor.advance(kHeader);
  if (!begins_ip(cursor)) return end_in(FrameBucket::kOtherTransport);  // a null register
  add_hop(TunnelKind::kPim, 0, decoded);
  return go_on(Header::kIp);
}

Next find_l2tp_ethernet(Cursor& cursor) {
  return find_ethernet(cursor, {0, 4, 8, 12});
}

Next decode_l2tp_over_ip(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kSessionId = 4;
  if (cursor.captured < kSessionId) return end_in(FrameBucket::kTruncatedTransport);
  const std::uint32_t session = load_be32(cursor.data);
  if (session == 0) return end_in(FrameBucket::kOtherTransport);
  cursor.advance(kSessionId);
  add_hop(TunnelKind::kL2tp, session, decoded);
  return find_l2tp_ethernet(cursor);
}

}  // namespace flowsnoop
