#include "output/humanize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/value_text.h"

namespace flowsnoop {
namespace {

constexpr std::uint64_t kMicrosecond_ns = 1'000;
constexpr std::uint64_t kMillisecond_ns = 1'000'000;
constexpr std::uint64_t kSecond_ns = 1'000'000'000;
constexpr std::uint64_t kMinute_s = 60;
constexpr std::uint64_t kHour_s = 3600;
constexpr std::uint64_t kDay_s = 86400;

struct Scaled {
  double value = 0;
  char prefix = 0;  // 0: none
};

// Divides by thousands until at most three digits are left, as they will be rounded.
Scaled scale(std::uint64_t value) {
  constexpr std::string_view kPrefixes = "KMGTPE";
  Scaled scaled{static_cast<double>(value), 0};
  for (const char prefix : kPrefixes) {
    if (scaled.value < 999.5) break;
    scaled = {scaled.value / 1000, prefix};
  }
  return scaled;
}

// Two digits below 10, all digits of the whole part above.
char* write_two_digits(char* out, double value) {
  if (value >= 9.95) return write_integer(out, static_cast<std::uint64_t>(std::lround(value)));
  const long tenths = std::lround(value * 10);
  *out++ = static_cast<char>('0' + tenths / 10);
  *out++ = '.';
  *out++ = static_cast<char>('0' + tenths % 10);
  return out;
}

// As many decimals as three digits leave. `ns` is about a unit at least, and below a minute.
template <std::uint64_t unit_ns>
char* write_three_digits(char* out, std::uint64_t ns) {
  const auto scaled_by = [&](std::uint64_t power) { return (ns * power + unit_ns / 2) / unit_ns; };
  std::ptrdiff_t decimals = 2;
  std::uint64_t digits = scaled_by(100);
  if (digits >= 1000) {
    --decimals;
    digits = scaled_by(10);
  }
  if (digits >= 1000) {
    --decimals;
    digits = scaled_by(1);
  }
  out = write_integer(out, digits);
  if (decimals == 0) return out;
  std::copy_backward(out - decimals, out, out + 1);
  out[-decimals] = '.';
  return out + 1;
}

template <typename Write>
std::string text_of(Write write) {
  char text[kMaxHumanText];
  return {text, write(text)};
}

}  // namespace

char* write_count(char* out, std::uint64_t value) {
  const Scaled scaled = scale(value);
  if (scaled.prefix == 0) return write_integer(out, value);
  out = write_two_digits(out, scaled.value);
  *out++ = scaled.prefix;
  return out;
}

std::string humanize_count(std::uint64_t value) {
  return text_of([&](char* out) { return write_count(out, value); });
}

std::string humanize_bytes(std::uint64_t bytes) {
  const Scaled scaled = scale(bytes);
  if (scaled.prefix == 0) return fmt::format("{} B", bytes);
  const std::string digits =
      text_of([&](char* out) { return write_two_digits(out, scaled.value); });
  return fmt::format("{} {}B", digits, scaled.prefix);
}

char* write_duration(char* out, std::uint64_t duration_ns, std::string_view micro) {
  // A unit ends a little before the next one begins, where rounding would reach it.
  if (duration_ns == 0) return write_text(out, "0 s");
  if (duration_ns < kMicrosecond_ns) return write_text(write_integer(out, duration_ns), " ns");
  if (duration_ns < kMillisecond_ns - kMillisecond_ns / 2000) {
    out = write_text(write_three_digits<kMicrosecond_ns>(out, duration_ns), " ");
    return write_text(write_text(out, micro), "s");
  }
  if (duration_ns < kSecond_ns - kSecond_ns / 2000) {
    return write_text(write_three_digits<kMillisecond_ns>(out, duration_ns), " ms");
  }
  const std::uint64_t seconds = duration_ns / kSecond_ns;
  if (seconds < kMinute_s) {
    // 59.96 s would round to 60.0 s.
    constexpr std::uint64_t kLargest_ns = 59'949'000'000;
    duration_ns = std::min(duration_ns, kLargest_ns);
    return write_text(write_three_digits<kSecond_ns>(out, duration_ns), " s");
  }
  if (seconds < kHour_s) {
    return fmt::format_to(out, "{}m {:02}s", seconds / kMinute_s, seconds % kMinute_s);
  }
  if (seconds < kDay_s) {
    return fmt::format_to(out, "{}h {:02}m", seconds / kHour_s, seconds % kHour_s / kMinute_s);
  }
  return fmt::format_to(out, "{}d {:02}h", seconds / kDay_s, seconds % kDay_s / kHour_s);
}

std::string humanize_duration(std::uint64_t duration_ns, std::string_view micro) {
  return text_of([&](char* out) { return write_duration(out, duration_ns, micro); });
}

std::string group_digits(std::uint64_t value) {
  std::string digits = fmt::format("{}", value);
  for (std::size_t end = digits.size(); end > 3;) {
    end -= 3;
    digits.insert(end, ",");
  }
  return digits;
}

std::string count_of(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", group_digits(count), noun, count == 1 ? "" : "s");
}

std::string percent(double share) {
  const double rounded = std::round(share * 100);
  if (rounded >= 100 && share < 0.9995) return "99%";
  if (rounded <= 0 && share > 0) return "<1%";
  return std::to_string(std::lround(rounded)) + '%';
}

}  // namespace flowsnoop
