#include "decode/next_header.h"

#include "decode/gre.h"
#include "decode/icmp.h"
#include "decode/ip_tunnel.h"
#include "decode/ipv6.h"
#include "decode/link.h"
#include "decode/mpls.h"
#include "decode/other_transport.h"
#include "decode/ppp.h"
#include "decode/tags.h"
#include "decode/udp_tunnel.h"

namespace flowsnoop {

Next after_other_ethertype(std::uint16_t type) {
  switch (type) {
    case 0x88a8:  // 802.1ad
    case 0x9100:  // QinQ before 802.1ad, and the numbers that some switches take for more tags
    case 0x9200:
    case 0x9300:
      return go_on(Header::kVlan);
    case 0x0806:
    case 0x8035:
      return end_in(FrameBucket::kArp);
    case 0x6558:  // transparent Ethernet bridging, RFC 1701
      return go_on(Header::kEthernet);
    case 0x8847:  // MPLS, RFC 5332
    case 0x8848:
      return go_on(decode_mpls);
    case 0x8863:
    case 0x8864:
      return go_on(decode_pppoe);
    case 0x880b:
      return go_on(decode_ppp);
    case 0x8870:  // LLC in frames above 1500 bytes
      return go_on(decode_llc);
    case 0x88e5:
      return go_on(decode_macsec);
    case 0x8909:
      return go_on(decode_cisco_metadata);
    case 0x8926:
      return go_on(decode_vn_tag);
    case 0x893f:
      return go_on(decode_e_tag);
    case 0x88e7:
      return go_on(decode_backbone_tag);
    case 0x894f:
      return go_on(decode_nsh);
    case 0x22f3:
      return go_on(decode_trill);
    default:
      return end_in(FrameBucket::kNonIp);
  }
}

Next after_other_protocol(std::uint8_t protocol) {
  constexpr FrameBucket kOtherwise = FrameBucket::kOtherFlow;
  switch (protocol) {
    case kProtocolHopByHop:
    case kProtocolRouting:
    case kProtocolDestinationOptions:
    case kProtocolMobility:
    case kProtocolHip:
    case kProtocolShim6:
      return go_on(decode_ipv6_extension);
    case kProtocolIpv6Fragment:
      return go_on(decode_ipv6_fragment);
    case kProtocolAuthentication:
      return go_on(decode_authentication);
    case kProtocolIcmp:
    case kProtocolIcmpv6:
      return go_on(decode_icmp);
    case kProtocolIpv4:
    case kProtocolIpv6:
      return go_into(decode_ip_in_ip, kOtherwise);
    case kProtocolGre:
      return go_into(decode_gre, kOtherwise);
    case kProtocolEtherIp:
      return go_into(decode_ether_ip, kOtherwise);
    case kProtocolPim:
      return go_into(decode_pim, kOtherwise);
    case kProtocolL2tp:
      return go_into(decode_l2tp_over_ip, kOtherwise);
    case kProtocolMpls:
      return go_into(decode_mpls, kOtherwise);
    case kProtocolSctp:
      return go_on(decode_sctp);
    case kProtocolUdpLite:
      return go_on(decode_udp_lite);
    case kProtocolDccp:
      return go_on(decode_dccp);
    case kProtocolNoNextHeader:
      return end_in(FrameBucket::kOtherTransport);
    default:
      return go_on(decode_portless);
  }
}

Next after_tunnel_port(std::uint16_t port) {
  constexpr FrameBucket kOtherwise = FrameBucket::kUdpFlow;
  switch (port) {
    case kPortL2tp:
      return go_into(decode_l2tp, kOtherwise);
    case kPortGtpU:
      return go_into(decode_gtp_u, kOtherwise);
    case kPortTeredo:
      return go_into(decode_teredo, kOtherwise);
    case kPortLisp:
      return go_into(decode_lisp, kOtherwise);
    case kPortGreInUdp:
      return go_into(decode_gre, kOtherwise);
    case kPortVxlan:
    case kPortVxlanLinux:
      return go_into(decode_vxlan, kOtherwise);
    case kPortVxlanGpe:
      return go_into(decode_vxlan_gpe, kOtherwise);
    case kPortGeneve:
      return go_into(decode_geneve, kOtherwise);
    case kPortMplsInUdp:
      return go_into(decode_mpls, kOtherwise);
    default:
      return end_in(kOtherwise);
  }
}

}  // namespace flowsnoop
