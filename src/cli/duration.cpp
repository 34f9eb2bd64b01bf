#include "cli/duration.h"

#include <charconv>

namespace flowsnoop {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::int64_t kOneSecond_ns = 1000 * kMillisecond_ns;
constexpr std::int64_t kOneDay_ns = 86400 * kOneSecond_ns;
constexpr std::int64_t kLongest_ns = kLongestDuration_days * kOneDay_ns;

// "ms" comes before "m", so that the longer name is tried first.
constexpr Unit kUnits[] = {{"ms", kMillisecond_ns},
                           {"s", kOneSecond_ns},
                           {"m", 60 * kOneSecond_ns},
                           {"h", 3600 * kOneSecond_ns},
                           {"d", kOneDay_ns}};

// Takes the unit off the front of `text`; a number at the very end without one is in seconds.
std::optional<std::int64_t> take_unit_ns(std::string_view& text, bool is_only_number) {
  for (const Unit& unit : kUnits) {
    if (text.starts_with(unit.name)) {
      text.remove_prefix(unit.name.size());
      return unit.ns;
    }
  }
  if (text.empty() && is_only_number) return kOneSecond_ns;
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_duration_ns(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t sum_ns = 0;
  bool is_first = true;
  while (!text.empty()) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit_ns = take_unit_ns(text, is_first);
    if (!unit_ns || std::int64_t{number} > (kLongest_ns - sum_ns) / *unit_ns) return std::nullopt;
    sum_ns += number * *unit_ns;
    is_first = false;
  }
  return sum_ns;
}

}  // namespace flowsnoop
