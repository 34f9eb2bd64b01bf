#include "cli/moment.h"

#include <chrono>
#include <ctime>

#include "flowsnoop/packet.h"

namespace flowsnoop {
namespace {

constexpr std::int64_t kOneSecond_ns = 1'000'000'000;
constexpr std::size_t kMostDigits = 10;

// Takes a text apart from left to right.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool skip(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A number of `least` to `most` digits.
  std::optional<int> digits(std::size_t least, std::size_t most) {
    const auto value = wide_digits(least, most);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
  }
  std::optional<std::int64_t> wide_digits(std::size_t least, std::size_t most) {
    std::int64_t value = 0;
    std::size_t count = 0;
    while (count < most && has_digit()) {
      value = value * 10 + take_digit();
      ++count;
    }
    return count < least ? std::nullopt : std::optional(value);
  }
  // What follows a decimal point, or nothing of it. False where no digit follows the point.
  bool fraction_ns(std::int64_t& ns) {
    if (!skip('.') && !skip(',')) return true;
    if (!has_digit()) return false;
    for (std::int64_t unit = kOneSecond_ns / 10; has_digit(); unit /= 10) ns += unit * take_digit();
    return true;
  }

 private:
  bool has_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }
  int take_digit() {
    const int digit = rest_[0] - '0';
    rest_.remove_prefix(1);
    return digit;
  }

  std::string_view rest_;
};

struct Written {
  std::tm fields{};
  std::int64_t fraction_ns = 0;
  std::optional<std::int64_t> utc_offset_s;  // nothing: local time
};

bool scan_date(Scanner& scanner, std::tm& fields) {
  const auto year = scanner.digits(4, 4);
  if (!year || !scanner.skip('-')) return false;
  const auto month = scanner.digits(2, 2);
  if (!month || !scanner.skip('-')) return false;
  const auto day = scanner.digits(2, 2);
  if (!day) return false;
  fields.tm_year = *year - 1900;
  fields.tm_mon = *month - 1;
  fields.tm_mday = *day;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok();
}

bool scan_clock(Scanner& scanner, Written& written) {
  const auto hour = scanner.digits(2, 2);
  if (!hour || *hour > 23 || !scanner.skip(':')) return false;
  const auto minute = scanner.digits(2, 2);
  if (!minute || *minute > 59) return false;
  written.fields.tm_hour = *hour;
  written.fields.tm_min = *minute;
  if (!scanner.skip(':')) return true;
  const auto second = scanner.digits(2, 2);
  if (!second || *second > 60) return false;  // 60: a leap second
  written.fields.tm_sec = *second;
  return scanner.fraction_ns(written.fraction_ns);
}

// Nothing at all is fine: local time.
bool scan_zone(Scanner& scanner, Written& written) {
  if (scanner.at_end()) return true;
  if (scanner.skip('Z') || scanner.skip('z')) {
    written.utc_offset_s = 0;
    return true;
  }
  const bool behind = scanner.skip('-');
  if (!behind && !scanner.skip('+')) return false;
  const auto hours = scanner.digits(2, 2);
  if (!hours || *hours > 23) return false;
  std::optional<int> minutes = 0;
  if (!scanner.at_end()) {
    scanner.skip(':');
    minutes = scanner.digits(2, 2);
  }
  if (!minutes || *minutes > 59) return false;
  const std::int64_t offset_s = *hours * 3600 + *minutes * 60;
  written.utc_offset_s = behind ? -offset_s : offset_s;
  return true;
}

std::optional<std::int64_t> in_range(std::int64_t seconds, std::int64_t fraction_ns) {
  constexpr std::int64_t kMost = kMaxTimestamp_ns / kOneSecond_ns;
  if (seconds >= kMost || seconds <= -kMost) return std::nullopt;
  return seconds * kOneSecond_ns + fraction_ns;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  Scanner scanner(text);
  Written written;
  if (!scan_date(scanner, written.fields)) return std::nullopt;
  if (!scanner.at_end()) {
    if (!scanner.skip('T') && !scanner.skip('t') && !scanner.skip(' ')) return std::nullopt;
    if (!scan_clock(scanner, written) || !scan_zone(scanner, written)) return std::nullopt;
    if (!scanner.at_end()) return std::nullopt;
  }
  if (written.utc_offset_s) {
    return in_range(timegm(&written.fields) - *written.utc_offset_s, written.fraction_ns);
  }
  written.fields.tm_isdst = -1;  // as the time zone has it on that day
  return in_range(mktime(&written.fields), written.fraction_ns);
}

std::optional<std::int64_t> parse_epoch(std::string_view text) {
  Scanner scanner(text);
  const auto seconds = scanner.wide_digits(1, kMostDigits);
  std::int64_t fraction_ns = 0;
  if (!seconds || !scanner.fraction_ns(fraction_ns) || !scanner.at_end()) return std::nullopt;
  return in_range(*seconds, fraction_ns);
}

}  // namespace

std::optional<std::int64_t> parse_moment_ns(std::string_view text) {
  return text.find('-') == std::string_view::npos ? parse_epoch(text) : parse_date(text);
}

}  // namespace flowsnoop
