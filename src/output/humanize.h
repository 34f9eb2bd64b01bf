// Numbers as people read them in a table: three or four characters that show the size, not every
// digit.
//
// Pure functions; they may run in parallel. All text is ASCII but for the micro sign. Each write_
// function writes at `out`, which has room for kMaxHumanText characters, and returns the end of the
// text; what is behind that may be written to as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowsnoop {

inline constexpr std::size_t kMaxHumanText = 32;

// "812", "2.1K", "14K", "3.0M": thousands, not 1024s, as network rates are counted. At most four
// characters.
char* write_count(char* out, std::uint64_t value);
std::string humanize_count(std::uint64_t value);

// "812 B", "2.1 KB".
std::string humanize_bytes(std::uint64_t bytes);

// "0 s", "950 ns", "12.3 us", "118 ms", "1.31 s", "2m 05s", "3h 12m", "2d 04h". `micro` is what the
// u of "us" is written as, in at most four bytes.
char* write_duration(char* out, std::uint64_t duration_ns, std::string_view micro);
std::string humanize_duration(std::uint64_t duration_ns, std::string_view micro);

// "1,234,567": every digit, for sums that a reader may want to check.
std::string group_digits(std::uint64_t value);

// "1 flow", "2 flows".
std::string count_of(std::uint64_t count, std::string_view noun);

// "98%". "100%" only where that is the truth to three digits (99.94 % is "99%"), "<1%" for little
// that is not nothing.
std::string percent(double share);

}  // namespace flowsnoop
