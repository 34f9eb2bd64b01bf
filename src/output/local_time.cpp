#include "output/local_time.h"

#include <fmt/format.h>

#include <cctype>
#include <cstdlib>
#include <ctime>

namespace flowsnoop {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr int kNsPerMillisecond = 1'000'000;

}  // namespace

LocalClock::LocalClock() {
  ::tzset();
}

const LocalTime& LocalClock::at(std::int64_t time_ns) {
  std::int64_t second = time_ns / kNsPerSecond;
  std::int64_t fraction = time_ns % kNsPerSecond;
  if (fraction < 0) {
    fraction += kNsPerSecond;
    --second;
  }
  if (second != second_) {
    second_ = second;
    std::tm fields{};
    ::localtime_r(&second, &fields);
    local_ = {fields.tm_year + 1900,
              fields.tm_mon + 1,
              fields.tm_mday,
              fields.tm_hour,
              fields.tm_min,
              fields.tm_sec,
              0,
              static_cast<int>(fields.tm_gmtoff),
              fields.tm_zone ? fields.tm_zone : ""};
  }
  local_.millisecond = static_cast<int>(fraction) / kNsPerMillisecond;
  return local_;
}

std::string format_date(const LocalTime& time) {
  return fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
}

std::string format_short_date(const LocalTime& time) {
  return fmt::format("{:02}-{:02}", time.month, time.day);
}

// Digit by digit: it is in each line of a table.
std::string format_clock(const LocalTime& time, bool milliseconds) {
  const auto digit = [](int value) { return static_cast<char>('0' + value % 10); };
  const auto put_two = [&](char* out, int value) {
    out[0] = digit(value / 10);
    out[1] = digit(value);
  };
  std::string text("00:00:00.000", milliseconds ? 12 : 8);
  put_two(&text[0], time.hour);
  put_two(&text[3], time.minute);
  put_two(&text[6], time.second);
  if (!milliseconds) return text;
  text[9] = digit(time.millisecond / 100);
  put_two(&text[10], time.millisecond);
  return text;
}

std::string format_zone(const LocalTime& time) {
  if (time.utc_offset_s == 0 && (time.zone == "UTC" || time.zone.empty())) return "UTC";
  const int minutes = std::abs(time.utc_offset_s) / 60;
  const std::string offset = fmt::format("UTC{}{:02}:{:02}", time.utc_offset_s < 0 ? '-' : '+',
                                         minutes / 60, minutes % 60);
  // Zones without a name of their own are called by their offset: "-03".
  const bool named =
      !time.zone.empty() && std::isalpha(static_cast<unsigned char>(time.zone.front())) != 0;
  return named ? fmt::format("{} ({})", time.zone, offset) : offset;
}

}  // namespace flowsnoop
