// An IPv4 or IPv6 address in 16 bytes; IPv4 is held IPv4-mapped (RFC 4291 section 2.5.5.2).
//
// A plain value: no ownership, safe to use from any thread. The mapped form makes every address
// one size; where an IPv6 packet really carried ::ffff:a.b.c.d, the IP version that is kept beside
// the address (Decoded, FlowKey, FlowRecord) tells the two apart.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace flowsnoop {

struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  // `octets` are four bytes in network order; they are copied.
  static IpAddress from_ipv4(const std::uint8_t* octets) {
    IpAddress address;
    address.bytes[10] = address.bytes[11] = 0xff;
    std::memcpy(address.bytes.data() + 12, octets, 4);
    return address;
  }
  // `octets` are sixteen bytes in network order; they are copied.
  static IpAddress from_ipv6(const std::uint8_t* octets) {
    IpAddress address;
    std::memcpy(address.bytes.data(), octets, 16);
    return address;
  }

  // True for the IPv4-mapped form.
  bool is_ipv4() const {
    static constexpr std::uint8_t kMappedPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::memcmp(bytes.data(), kMappedPrefix, sizeof kMappedPrefix) == 0;
  }

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

// The longest text of an address, without a terminating zero.
inline constexpr std::size_t kMaxIpAddressText = 45;

// Writes the address at `out`, which has room for kMaxIpAddressText characters, and returns the
// end of what was written. IPv4 as a dotted quad, IPv6 as RFC 5952 says.
char* format_ip_address(const IpAddress& address, char* out);

std::string to_string(const IpAddress& address);

// Reads a dotted quad or an IPv6 address; nothing where `text` is neither.
std::optional<IpAddress> parse_ip_address(std::string_view text);

}  // namespace flowsnoop
