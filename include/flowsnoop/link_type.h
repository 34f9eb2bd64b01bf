// What kind of header a captured frame begins with.
//
// The numbers are those of savefiles (LINKTYPE_ values, https://www.tcpdump.org/linktypes.html),
// not the DLT_ values of a running libpcap, which differ between systems for raw IP.
#pragma once

#include <cstdint>
#include <string>

namespace flowsnoop {

// Those that are decoded, named for what the frames are. Any other number is a link type too.
enum class LinkType : std::uint16_t {
  kNull = 0,          // BSD loopback: address family in the byte order of the capturing host
  kEthernet = 1,      // IEEE 802.3
  kTokenRing = 6,     // IEEE 802.5
  kArcnetBsd = 7,     // as kArcnetLinux, without the two bytes that Linux adds
  kSlip = 8,          // RFC 1055, behind 16 bytes
  kPpp = 9,           // PPP or Cisco HDLC, as the first byte says
  kFddi = 10,         // ANSI X3.139
  kRawBsd = 12,       // as kRaw: the DLT_ value of most systems, found in old savefiles
  kRawOpenBsd = 14,   // as kRaw: the DLT_ value of OpenBSD
  kPppHdlc = 50,      // as kPpp
  kPppEther = 51,     // PPPoE, from its header on
  kAtmRfc1483 = 100,  // RFC 2684
  kRaw = 101,         // an IPv4 or IPv6 header comes first
  kCiscoHdlc = 104,   // RFC 1547
  kIeee80211 = 105,   // wireless LAN
  kAtmClip = 106,     // classical IP over ATM, of Linux
  kFrameRelay = 107,  // RFC 2427
  kLoop = 108,        // OpenBSD loopback: address family in network byte order
  kEnc = 109,         // BSD: inside of IPsec
  kLinuxSll = 113,    // Linux "cooked" capture, version 1
  kPflog = 117,       // BSD packet filter
  kPrism = 119,       // Prism header, then kIeee80211
  kIpOverFibreChannel = 122,   // RFC 4338
  kSunAtm = 123,               // ATM of Solaris
  kRadiotap = 127,             // radiotap header, then kIeee80211
  kArcnetLinux = 129,          // RFC 1201, RFC 1051
  kAppleIpOverFirewire = 138,  // IP over IEEE 1394
  kAvs = 163,                  // AVS header, then kIeee80211
  kPppPppd = 166,              // PPP with a direction
  kPpi = 192,                  // per-packet information, then any link type
  kPppWithDirection = 204,     // PPP behind a direction
  kCiscoHdlcWithDirection = 205,
  kFrameRelayWithDirection = 206,
  kMpls = 219,                    // a label stack comes first
  kIpnet = 226,                   // Solaris, between zones
  kIpv4 = 228,                    // an IPv4 header comes first
  kIpv6 = 229,                    // an IPv6 header comes first
  kNflog = 239,                   // Linux netfilter log
  kNetAnalyzer = 240,             // Ethernet behind a header of Hilscher's
  kNetAnalyzerTransparent = 241,  // the same with the preamble
  kIpOverInfiniband = 242,        // RFC 4391 behind a global route header
  kInfiniband = 247,              // from the local route header on
  kPktap = 258,                   // Darwin: a header, then any link type
  kEthernetWithPreamble = 274,    // IEEE 802.3br mPackets
  kLinuxSll2 = 276,               // Linux "cooked" capture, version 2
  kDsaBroadcom = 281,             // Ethernet with a Broadcom switch tag
  kDsaBroadcomPrepended = 282,    // the same in front
  kDsaMarvell = 284,              // Ethernet with a Marvell switch tag
  kEdsaMarvell = 285,             // the same with a type
};

// What libpcap calls a link type: "EN10MB (Ethernet)"; "LINKTYPE 999" where it has no name.
std::string link_type_name(LinkType link_type);

}  // namespace flowsnoop
