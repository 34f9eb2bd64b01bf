// DHCP and BOOTP (RFC 2131 section 2), DHCPv6 (RFC 8415 sections 7.3, 8 and 9).
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

Speaker dhcpv6_speaker(std::uint8_t message_type) {
  switch (message_type) {
    case 1:   // solicit
    case 3:   // request
    case 4:   // confirm
    case 5:   // renew
    case 6:   // rebind
    case 8:   // release
    case 9:   // decline
    case 11:  // information-request
    case 12:  // relay-forward
    case 14:  // leasequery
      return Speaker::kClient;
    case 2:   // advertise
    case 7:   // reply
    case 10:  // reconfigure
    case 13:  // relay-reply
    case 15:  // leasequery-reply
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

}  // namespace

Finding recognise_dhcp(const PayloadView& payload) {
  constexpr std::size_t kFixed = 44;  // up to the end of the hardware address
  constexpr std::size_t kCookie = 236;
  const bool ports = on_port(payload, 67, 68);
  if (payload.bytes.size() < kFixed || payload.length < kCookie) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool request = p[0] == 1;
  if ((!request && p[0] != 2) || p[2] > 16 || p[3] > 16) return no_finding();
  if (payload.bytes.size() >= kCookie + 4) {
    const bool cookie = load_be32(p + kCookie) == 0x63825363;
    if (!cookie && !(ports && p[1] == 1 && p[2] == 6)) return no_finding();
  } else if (!ports) {
    return no_finding();
  }
  return request ? from_client(Application::kDhcp) : from_server(Application::kDhcp);
}

Finding recognise_dhcpv6(const PayloadView& payload) {
  constexpr std::size_t kHeader = 4;
  constexpr std::size_t kRelayHeader = 34;
  if (!on_port(payload, 546, 547) || payload.bytes.size() < kHeader + 4) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::size_t options = p[0] == 12 || p[0] == 13 ? kRelayHeader : kHeader;
  if (payload.bytes.size() >= options + 4) {
    const std::size_t end = options + 4 + load_be16(p + options + 2);
    if (load_be16(p + options) > 255 || end > payload.length) return no_finding();
  }
  const Speaker speaker = dhcpv6_speaker(p[0]);
  return speaker == Speaker::kUnknown ? no_finding() : found(Application::kDhcpv6, speaker);
}

}  // namespace flowsnoop
