// Names of what IP carries. Pure functions; the texts live as long as the program.
#pragma once

#include <cstdint>
#include <string_view>

namespace flowsnoop {

// The keyword of an IP protocol number in lower case, as the Elastic Common Schema has it:
// "tcp", "ipv6-icmp", "esp". Empty where there is none. Source: the IANA registry of Assigned
// Internet Protocol Numbers; OSPF, which it calls OSPFIGP, has the name that everybody uses.
std::string_view protocol_name(std::uint8_t protocol);

}  // namespace flowsnoop
