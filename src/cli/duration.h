// Durations as people write them. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace flowsnoop {

// Reads a sum of whole numbers with units ms, s, m, h, d ("90", "90s", "2h4m", "1d"); a number
// alone is in seconds. Returns nanoseconds, or nothing where the text is something else or longer
// than kLongestDuration_days.
std::optional<std::int64_t> parse_duration_ns(std::string_view text);

inline constexpr std::int64_t kLongestDuration_days = 36500;

}  // namespace flowsnoop
