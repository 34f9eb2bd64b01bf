#include "output/humanize.h"

#include <fmt/format.h>

#include <cmath>

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
std::string two_digits(double value) {
  if (value >= 9.95) return std::to_string(std::lround(value));
  const long tenths = std::lround(value * 10);
  return {static_cast<char>('0' + tenths / 10), '.', static_cast<char>('0' + tenths % 10)};
}

// As many decimals as three digits leave. `ns` is about `unit_ns` at least, and below a minute.
std::string three_digits(std::uint64_t ns, std::uint64_t unit_ns, std::string_view unit) {
  const auto scaled_by = [&](std::uint64_t power) { return (ns * power + unit_ns / 2) / unit_ns; };
  std::size_t decimals = 2;
  std::uint64_t digits = scaled_by(100);
  if (digits >= 1000) {
    --decimals;
    digits = scaled_by(10);
  }
  if (digits >= 1000) {
    --decimals;
    digits = scaled_by(1);
  }
  std::string text = std::to_string(digits);
  if (decimals > 0) text.insert(text.size() - decimals, 1, '.');
  text += ' ';
  text += unit;
  return text;
}

}  // namespace

std::string humanize_count(std::uint64_t value) {
  const Scaled scaled = scale(value);
  if (scaled.prefix == 0) return std::to_string(value);
  return two_digits(scaled.value) + scaled.prefix;
}

std::string humanize_bytes(std::uint64_t bytes) {
  const Scaled scaled = scale(bytes);
  if (scaled.prefix == 0) return fmt::format("{} B", bytes);
  return fmt::format("{} {}B", two_digits(scaled.value), scaled.prefix);
}

std::string humanize_duration(std::uint64_t duration_ns, std::string_view micro) {
  // A unit ends a little before the next one begins, where rounding would reach it.
  if (duration_ns == 0) return "0 s";
  if (duration_ns < kMicrosecond_ns) return fmt::format("{} ns", duration_ns);
  if (duration_ns < kMillisecond_ns - kMillisecond_ns / 2000) {
    return three_digits(duration_ns, kMicrosecond_ns, std::string(micro) + 's');
  }
  if (duration_ns < kSecond_ns - kSecond_ns / 2000) {
    return three_digits(duration_ns, kMillisecond_ns, "ms");
  }
  const std::uint64_t seconds = duration_ns / kSecond_ns;
  if (seconds < kMinute_s) {
    // 59.96 s would round to 60.0 s.
    constexpr std::uint64_t kLargest_ns = 59'949'000'000;
    return three_digits(duration_ns < kLargest_ns ? duration_ns : kLargest_ns, kSecond_ns, "s");
  }
  if (seconds < kHour_s) {
    return fmt::format("{}m {:02}s", seconds / kMinute_s, seconds % kMinute_s);
  }
  if (seconds < kDay_s) {
    return fmt::format("{}h {:02}m", seconds / kHour_s, seconds % kHour_s / kMinute_s);
  }
  return fmt::format("{}d {:02}h", seconds / kDay_s, seconds % kDay_s / kHour_s);
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
