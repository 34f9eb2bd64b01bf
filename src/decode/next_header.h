// Which header follows which: the two tables, by Ethernet type and by IP protocol number, that
// every layer asks. A new protocol is one Header, one line here and one in decode.cpp.
#pragma once

#include <cstdint>

#include "decode/decoded.h"
#include "flowsnoop/accounting.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {

enum class Header : std::uint8_t {
  kNone,  // decoding ends
  kEthernet,
  kVlan,  // after the type that announces a tag
  kLlc,   // IEEE 802.2
  kLinuxSll,
  kLinuxSll2,
  kLoopback,  // address family of BSD NULL and LOOP
  kIp,        // IPv4 or IPv6, as its first four bits say
  kIpv4,
  kIpv6,
  kIpv6Extension,  // RFC 8200 section 4, in the general form
  kIpv6Fragment,
  kAuthentication,  // RFC 4302
  kTcp,
  kUdp,
};

// What a decoder of one header answers.
struct Next {
  Header header = Header::kNone;
  FrameBucket bucket = FrameBucket::kNonIp;  // why it ends, where `header` is kNone
};

constexpr Next go_on(Header header) {
  return {header, FrameBucket::kNonIp};
}
constexpr Next end_in(FrameBucket bucket) {
  return {Header::kNone, bucket};
}

// IANA protocol numbers of what may stand between IPv6 and its transport.
enum : std::uint8_t {
  kProtocolHopByHop = 0,
  kProtocolRouting = 43,
  kProtocolIpv6Fragment = 44,
  kProtocolAuthentication = 51,
  kProtocolDestinationOptions = 60,
  kProtocolMobility = 135,
  kProtocolHip = 139,
  kProtocolShim6 = 140,
};

// The header that an Ethernet type announces (IEEE 802 numbers, 0x0600 and above).
inline Next after_ethertype(std::uint16_t type) {
  switch (type) {
    case 0x0800:
      return go_on(Header::kIpv4);
    case 0x86dd:
      return go_on(Header::kIpv6);
    case 0x8100:  // 802.1Q
    case 0x88a8:  // 802.1ad
    case 0x9100:  // QinQ before 802.1ad
      return go_on(Header::kVlan);
    case 0x0806:
    case 0x8035:
      return end_in(FrameBucket::kArp);
    default:
      return end_in(FrameBucket::kNonIp);
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
    case kProtocolHopByHop:
    case kProtocolRouting:
    case kProtocolDestinationOptions:
    case kProtocolMobility:
    case kProtocolHip:
    case kProtocolShim6:
      return go_on(Header::kIpv6Extension);
    case kProtocolIpv6Fragment:
      return go_on(Header::kIpv6Fragment);
    case kProtocolAuthentication:
      return go_on(Header::kAuthentication);
    default:
      return end_in(FrameBucket::kOtherTransport);
  }
}

}  // namespace flowsnoop
