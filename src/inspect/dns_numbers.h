// The names of numbers in DNS messages. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace flowsnoop {

// As in the IANA registry "Resource Record (RR) TYPEs": "AAAA"; "TYPE65280" (RFC 3597 section 5)
// where there is no name.
std::string dns_type_text(std::uint16_t type);

// As in the IANA registry "DNS RCODEs", in capitals: "NXDOMAIN"; "RCODE4000" where there is no
// name.
std::string dns_rcode_text(std::uint16_t rcode);

}  // namespace flowsnoop
