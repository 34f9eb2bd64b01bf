// The name that a host gives itself in DHCP. Pure functions on bytes.
#pragma once

#include <cstdint>
#include <span>

#include "flowsnoop/labels.h"

namespace flowsnoop {

// Adds the host name option of a DHCP message (RFC 2132 section 3.14), or else the name of its
// client FQDN option (RFC 4702 section 2). Nothing where there is none.
void label_dhcp(std::span<const std::uint8_t> message, Labels& labels);

// Adds the name of the client FQDN option of a DHCPv6 message (RFC 4704 section 4). Messages that
// a relay wraps are not looked into.
void label_dhcpv6(std::span<const std::uint8_t> message, Labels& labels);

}  // namespace flowsnoop
