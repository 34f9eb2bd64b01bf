// Points of time as people write them. Local times depend on the time zone (TZ); nothing here looks
// at the clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace flowsnoop {

// Reads
//   - a date, or a date and a time of day to the minute, the second or a fraction of it, as in
//     ISO 8601: "2024-05-14", "2024-05-14T09:30", "2024-05-14 09:30:00.25"; local time, or with
//     "Z", "+02:00", "+0200" or "+02" at the end of the time;
//   - seconds since 1970-01-01 00:00 UTC, with or without a fraction: "1715679000.5".
// Returns nanoseconds since 1970-01-01 00:00 UTC, at most kMaxTimestamp_ns from it; nothing where
// the text is something else. Digits beyond nanoseconds are dropped.
std::optional<std::int64_t> parse_moment_ns(std::string_view text);

}  // namespace flowsnoop
