// How numbers, addresses and times read in the formats for programs. Every function writes at
// `out`, which has the room that its comment states, and returns the end of what was written:
// nothing is allocated.
//
// The functions are pure; an IsoTime is used by one thread.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "output/fields.h"

namespace flowsnoop {

// Room for any number, time, address or tunnel path.
inline constexpr std::size_t kMaxValueText = 96;

inline char* write_text(char* out, std::string_view text) {
  return out + text.copy(out, text.size());
}

// end - start, which is never negative and may take all 64 bits.
constexpr std::uint64_t duration_ns(std::int64_t start_ns, std::int64_t end_ns) {
  return static_cast<std::uint64_t>(end_ns) - static_cast<std::uint64_t>(start_ns);
}

// Writes up to kMaxIntegerText characters, and at least eight, of which the number takes the first.
inline constexpr std::size_t kMaxIntegerText = 20;
char* write_integer(char* out, std::uint64_t value);

// Decimal, rounded to `decimals` (at most 9) places, without zeros at the end: "0.975", "9.2", "1".
// At most 32 characters. `value` is finite.
char* write_real(char* out, double value, int decimals);

// A log-odds, rounded to three decimals: "9.2", "-0.405". An infinite one, which nothing should
// ever weigh, is written as the largest number that a float has. At most 32 characters.
char* write_log_odds(char* out, float log_odds);

// Remembers how the last log-odds of each kind of evidence reads: most are a kind's weight, again
// and again. Used by one thread.
class LogOddsText {
 public:
  // As write_log_odds() does.
  char* write(char* out, const Evidence& evidence);

 private:
  struct Text {
    float log_odds = std::numeric_limits<float>::quiet_NaN();  // equal to none
    std::uint8_t size = 0;
    char text[32];
  };
  std::array<Text, kEvidenceKindCount> texts_{};
};

// At most kMaxIpAddressText characters. An IPv6 packet's ::ffff:192.0.2.1 is written so.
char* write_address(char* out, const IpAddress& address, std::uint8_t ip_version);

// "2024-05-01T09:14:02.118000000Z" (ISO 8601, UTC), for any time that 64 bits of nanoseconds can
// hold (1677 to 2262). It remembers the last second written, because neighbours share it.
class IsoTime {
 public:
  static constexpr std::size_t kSize = 30;

  char* write(char* out, std::int64_t time_ns);

 private:
  static constexpr std::size_t kSecondSize = 20;  // "2024-05-01T09:14:02."

  void remember(std::int64_t second);

  std::int64_t second_ = std::numeric_limits<std::int64_t>::min();  // no time has this second
  char text_[kSecondSize] = {};
};

// Any value but a text and a list, as every format shows it; nothing for an absent value
// or a real that is not finite. At most kMaxValueText characters.
char* write_plain(char* out, const FieldValue& value, IsoTime& iso_time);

}  // namespace flowsnoop
