#include "cli/size.h"

#include <charconv>
#include <limits>

namespace flowsnoop {

std::optional<std::size_t> parse_size(std::string_view text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || end - stop > 1) return std::nullopt;
  unsigned shift = 0;
  if (stop != end) {
    constexpr std::string_view kUnits = "KMG";
    const std::size_t unit = kUnits.find(static_cast<char>(*stop & ~0x20));
    if (unit == kUnits.npos) return std::nullopt;
    shift = static_cast<unsigned>(unit + 1) * 10;
  }
  if (number > std::numeric_limits<std::size_t>::max() >> shift) return std::nullopt;
  return number << shift;
}

}  // namespace flowsnoop
