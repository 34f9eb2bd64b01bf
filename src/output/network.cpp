#include "output/network.h"

#include <charconv>

namespace flowsnoop {

bool Network::contains(const IpAddress& other) const {
  const int whole = prefix_length / 8;
  for (int i = 0; i < whole; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (address.bytes[at] != other.bytes[at]) return false;
  }
  const int rest = prefix_length % 8;
  if (rest == 0) return true;
  const auto at = static_cast<std::size_t>(whole);
  return (address.bytes[at] ^ other.bytes[at]) >> (8 - rest) == 0;
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const bool ipv4 = text.substr(0, slash).find(':') == text.npos;
  if (slash == text.npos) return Network{*address, 128};
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, length);
  if (error != std::errc{} || stop != end || length < 0 || length > (ipv4 ? 32 : 128)) {
    return std::nullopt;
  }
  return Network{*address, ipv4 ? 96 + length : length};
}

}  // namespace flowsnoop
