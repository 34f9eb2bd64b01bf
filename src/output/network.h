// A range of addresses: "192.168.0.0/16", "2001:db8::/32".
//
// A plain value; pure functions, safe to use from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "flowsnoop/ip_address.h"

namespace flowsnoop {

struct Network {
  IpAddress address;
  int prefix_length = 128;  // of the 16 bytes: IPv4 networks are 96 bits longer than written

  bool contains(const IpAddress& other) const;
};

// Reads CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3); an address without a length is
// that address alone. Nothing where `text` is neither.
std::optional<Network> parse_network(std::string_view text);

}  // namespace flowsnoop
