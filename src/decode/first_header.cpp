#include "decode/first_header.h"

#include "decode/capture_header.h"
#include "decode/link.h"
#include "decode/media.h"
#include "decode/mpls.h"
#include "decode/ppp.h"
#include "decode/tags.h"
#include "decode/wireless.h"

namespace flowsnoop {

namespace {

constexpr std::uint32_t kDirection = 1;  // a byte that tells received from sent

// Those that few captures have.
Next first_rare_header(LinkType link_type) {
  switch (link_type) {
    case LinkType::kTokenRing:
      return go_on(decode_token_ring);
    case LinkType::kArcnetBsd:
      return go_on(decode_arcnet_bsd);
    case LinkType::kArcnetLinux:
      return go_on(decode_arcnet_linux);
    case LinkType::kSlip:
      return go_on(skip<16, Header::kIp>);  // direction, and the header before compression
    case LinkType::kFddi:
      return go_on(decode_fddi);
    case LinkType::kAtmRfc1483:
      return go_on(decode_atm);
    case LinkType::kAtmClip:
      return go_on(decode_atm_clip);
    case LinkType::kSunAtm:
      return go_on(decode_sun_atm);
    case LinkType::kFrameRelay:
      return go_on(decode_frame_relay);
    case LinkType::kFrameRelayWithDirection:
      return go_on(skip<kDirection, decode_frame_relay>);
    case LinkType::kPppWithDirection:
      return go_on(skip<kDirection, decode_ppp>);
    case LinkType::kPppPppd:
      return go_on(skip<2, decode_ppp>);  // direction in place of the address, and control
    case LinkType::kCiscoHdlcWithDirection:
      return go_on(skip<kDirection, decode_cisco_hdlc>);
    case LinkType::kIpOverFibreChannel:
      return go_on(skip<16, decode_llc>);  // addresses, RFC 4338
    case LinkType::kAppleIpOverFirewire:   // addresses of eight bytes in place of six, then a type
    case LinkType::kNetAnalyzer:
    case LinkType::kDsaBroadcomPrepended:
      return go_on(skip<4, Header::kEthernet>);
    case LinkType::kNetAnalyzerTransparent:
      return go_on(skip<12, Header::kEthernet>);  // with the preamble
    case LinkType::kEthernetWithPreamble:
      return go_on(skip<8, Header::kEthernet>);
    case LinkType::kIpOverInfiniband:
      return go_on(decode_ip_over_infiniband);
    case LinkType::kInfiniband:
      return go_on(decode_infiniband);
    case LinkType::kIpnet:
      return go_on(decode_ipnet);
    case LinkType::kDsaBroadcom:
      return go_on(decode_broadcom_tag);
    case LinkType::kDsaMarvell:
      return go_on(decode_dsa);
    case LinkType::kEdsaMarvell:
      return go_on(decode_edsa);
    default:
      return end_in(FrameBucket::kUnsupportedLinkType);
  }
}

}  // namespace

Next first_other_header(LinkType link_type) {
  switch (link_type) {
    case LinkType::kLinuxSll:
      return go_on(decode_linux_sll);
    case LinkType::kLinuxSll2:
      return go_on(decode_linux_sll2);
    case LinkType::kNull:
    case LinkType::kLoop:
      return go_on(decode_loopback);
    case LinkType::kRaw:
    case LinkType::kRawBsd:
    case LinkType::kRawOpenBsd:
      return go_on(Header::kIp);
    case LinkType::kIpv4:
      return go_on(Header::kIpv4);
    case LinkType::kIpv6:
      return go_on(Header::kIpv6);
    case LinkType::kPpp:
    case LinkType::kPppHdlc:
      return go_on(decode_ppp_serial);
    case LinkType::kPppEther:
      return go_on(decode_pppoe);
    case LinkType::kCiscoHdlc:
      return go_on(decode_cisco_hdlc);
    case LinkType::kIeee80211:
      return go_on(decode_ieee80211);
    case LinkType::kRadiotap:
      return go_on(decode_radiotap);
    case LinkType::kPrism:
      return go_on(decode_prism);
    case LinkType::kAvs:
      return go_on(decode_avs);
    case LinkType::kPpi:
      return go_on(decode_ppi);
    case LinkType::kMpls:
      return go_on(decode_mpls);
    case LinkType::kPktap:
      return go_on(decode_pktap);
    case LinkType::kNflog:
      return go_on(decode_nflog);
    case LinkType::kPflog:
      return go_on(decode_pflog);
    case LinkType::kEnc:
      return go_on(decode_enc);
    default:
      return first_rare_header(link_type);
  }
}

}  // namespace flowsnoop
