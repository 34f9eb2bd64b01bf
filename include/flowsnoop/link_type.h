// What kind of header a captured frame begins with.
//
// The numbers are those of savefiles (LINKTYPE_ values, https://www.tcpdump.org/linktypes.html),
// not the DLT_ values of a running libpcap, which differ between systems for raw IP.
#pragma once

#include <cstdint>
#include <string>

namespace flowsnoop {

enum class LinkType : std::uint16_t {
  kNull = 0,         // BSD loopback: address family in the byte order of the capturing host
  kEthernet = 1,     // IEEE 802.3
  kRawBsd = 12,      // as kRaw: the DLT_ value of most systems, found in old savefiles
  kRawOpenBsd = 14,  // as kRaw: the DLT_ value of OpenBSD
  kRaw = 101,        // an IPv4 or IPv6 header comes first
  kLoop = 108,       // OpenBSD loopback: address family in network byte order
  kLinuxSll = 113,   // Linux "cooked" capture, version 1
  kIpv4 = 228,       // an IPv4 header comes first
  kIpv6 = 229,       // an IPv6 header comes first
  kLinuxSll2 = 276,  // Linux "cooked" capture, version 2
};

// What libpcap calls a link type: "EN10MB (Ethernet)"; "LINKTYPE 999" where it has no name.
std::string link_type_name(LinkType link_type);

}  // namespace flowsnoop
