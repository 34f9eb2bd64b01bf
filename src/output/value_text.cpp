#include "output/value_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>

#include "flowsnoop/community_id.h"

namespace flowsnoop {
namespace {

static_assert(kMaxTunnelPathText <= kMaxValueText);
static_assert(kCommunityIdSize <= kMaxValueText);

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr int kLogOddsDecimals = 3;

constexpr std::array<char, 200> kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (std::size_t i = 0; i < 100; ++i) {
    digits[2 * i] = static_cast<char>('0' + i / 10);
    digits[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();

// `value` is below 100.
char* write_two_digits(char* out, std::uint32_t value) {
  std::memcpy(out, &kTwoDigits[std::size_t{2} * value], 2);
  return out + 2;
}

// The digits of a number below 10^8 as bytes of 0 to 9, the first one in the lowest byte: halves of
// four, of two and of one are taken apart at once, each by a multiplication that divides exactly as
// far as it is needed.
std::uint64_t eight_digits(std::uint32_t value) {
  const std::uint64_t fours = std::uint64_t{value % 10'000} << 32 | value / 10'000;
  const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x0000'007f'0000'007f;
  const std::uint64_t twos = (fours - hundreds * 100) << 16 | hundreds;
  const std::uint64_t tens = (twos * 103 >> 10) & 0x000f'000f'000f'000f;
  return (twos - tens * 10) << 8 | tens;
}

// Writes eight digits, less those that are shifted out.
void write_digits(char* out, std::uint64_t digits, unsigned left_out) {
  std::uint64_t text = (digits + 0x3030'3030'3030'3030) >> (8 * left_out);
  if constexpr (std::endian::native == std::endian::big) text = __builtin_bswap64(text);
  std::memcpy(out, &text, sizeof text);
}

constexpr std::uint64_t kEightDigits = 100'000'000;

// `value` is below 10^8. Writes eight characters, of which the number takes the first ones.
char* write_below_eight_digits(char* out, std::uint32_t value) {
  const std::uint64_t digits = eight_digits(value);
  constexpr std::uint64_t kLast = std::uint64_t{1} << 56;  // written where all are zero
  const unsigned zeros = static_cast<unsigned>(std::countr_zero(digits | kLast)) / 8;
  write_digits(out, digits, zeros);
  return out + 8 - zeros;
}

char* write_eight_digits(char* out, std::uint32_t value) {
  write_digits(out, eight_digits(value), 0);
  return out + 8;
}

// `value` is below 10^4. Writes four characters, of which the number takes the first ones.
char* write_below_four_digits(char* out, std::uint32_t value) {
  const std::uint32_t hundreds = value * 5243 >> 19;
  const std::uint32_t twos = (value - hundreds * 100) << 16 | hundreds;
  const std::uint32_t tens = (twos * 103 >> 10) & 0x000f'000f;
  const std::uint32_t digits = (twos - tens * 10) << 8 | tens;
  constexpr std::uint32_t kLast = std::uint32_t{1} << 24;  // written where all are zero
  const unsigned zeros = static_cast<unsigned>(std::countr_zero(digits | kLast)) / 8;
  std::uint32_t text = (digits + 0x3030'3030) >> (8 * zeros);
  if constexpr (std::endian::native == std::endian::big) text = __builtin_bswap32(text);
  std::memcpy(out, &text, sizeof text);
  return out + 4 - zeros;
}

// `value` is below 100. Writes two characters, of which the number takes the first ones.
char* write_below_two_digits(char* out, std::uint32_t value) {
  const std::size_t zeros = value < 10 ? 1 : 0;
  std::memcpy(out, &kTwoDigits[std::size_t{2} * value + zeros], 2);
  return out + 2 - zeros;
}

// `value` is below 10^9.
char* write_nine_digits(char* out, std::uint32_t value) {
  constexpr auto kUnit = static_cast<std::uint32_t>(kEightDigits);
  *out++ = static_cast<char>('0' + value / kUnit);
  return write_eight_digits(out, value % kUnit);
}

}  // namespace

// Without a branch for each digit: how many there are is hard to predict.
char* write_integer(char* out, std::uint64_t value) {
  if (value < 100) return write_below_two_digits(out, static_cast<std::uint32_t>(value));
  if (value < 10'000) return write_below_four_digits(out, static_cast<std::uint32_t>(value));
  if (value < kEightDigits) return write_below_eight_digits(out, static_cast<std::uint32_t>(value));
  const std::uint64_t upper = value / kEightDigits;
  if (upper < 10) {  // most spans of time below a second, in nanoseconds
    *out++ = static_cast<char>('0' + upper);
  } else if (upper < 10'000) {
    out = write_below_four_digits(out, static_cast<std::uint32_t>(upper));
  } else if (upper < kEightDigits) {
    out = write_below_eight_digits(out, static_cast<std::uint32_t>(upper));
  } else {
    out = write_below_eight_digits(out, static_cast<std::uint32_t>(upper / kEightDigits));
    out = write_eight_digits(out, static_cast<std::uint32_t>(upper % kEightDigits));
  }
  return write_eight_digits(out, static_cast<std::uint32_t>(value % kEightDigits));
}

char* write_real(char* out, double value, int decimals) {
  constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  // Beyond this, scaling would lose digits or overflow; such a number has no use for decimals.
  constexpr double kLargestScaled = 1e9;
  if (std::fabs(value) >= kLargestScaled) {
    return std::to_chars(out, out + 32, value, std::chars_format::scientific).ptr;
  }
  const double power = kPowers[decimals];
  const std::int64_t scaled = std::llround(value * power);
  if (scaled < 0) *out++ = '-';
  const auto magnitude = static_cast<std::uint64_t>(scaled < 0 ? -scaled : scaled);
  const auto unit = static_cast<std::uint64_t>(power);
  out = write_integer(out, magnitude / unit);
  std::uint64_t fraction = magnitude % unit;
  if (fraction == 0) return out;
  *out++ = '.';
  // From the right, where dividing is by a constant; zeros at the end are left out.
  for (int i = decimals - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + fraction % 10);
    fraction /= 10;
  }
  out += decimals;
  while (out[-1] == '0') --out;
  return out;
}

char* write_log_odds(char* out, float log_odds) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  if (std::isnan(log_odds)) log_odds = 0;
  return write_real(out, static_cast<double>(std::clamp(log_odds, -kLargest, kLargest)),
                    kLogOddsDecimals);
}

const EvidenceText::Text& EvidenceText::remember(const Evidence& evidence) {
  Text& text = texts_[static_cast<std::size_t>(evidence.kind)];
  text.log_odds = evidence.log_odds;
  char* out = write_text(text.text, form_.before_kind);
  out = write_text(out, to_string(evidence.kind));
  out = write_text(out, form_.after_kind);
  if (form_.has_plus && evidence.log_odds >= 0) *out++ = '+';
  out = write_log_odds(out, evidence.log_odds);
  out = write_text(out, form_.before_frame);
  text.size = static_cast<std::uint8_t>(out - text.text);
  return text;
}

char* write_community_id(char* out, const FlowRecord& record) {
  return format_community_id(community_ends(record), record.community_id_seed, out);
}

char* write_address(char* out, const IpAddress& address, std::uint8_t ip_version) {
  if (ip_version == 6 && address.is_ipv4()) out = write_text(out, "::ffff:");
  return format_ip_address(address, out);
}

char* IsoTime::write(char* out, std::int64_t time_ns) {
  std::int64_t second = time_ns / kNsPerSecond;
  std::int64_t fraction = time_ns % kNsPerSecond;
  if (fraction < 0) {  // before 1970: a time is a second and what has passed since
    fraction += kNsPerSecond;
    --second;
  }
  Second& known = seconds_[static_cast<std::uint64_t>(second) % kSeconds];
  if (second != known.second) known.remember(second);
  std::memcpy(out, known.text, kSecondSize);
  out = write_nine_digits(out + kSecondSize, static_cast<std::uint32_t>(fraction));
  *out++ = 'Z';
  return out;
}

void IsoTime::Second::remember(std::int64_t which) {
  using namespace std::chrono;
  second = which;
  const sys_seconds time{seconds{second}};
  const sys_days day = floor<days>(time);
  const year_month_day date{day};
  const auto of_day = static_cast<std::uint32_t>((time - day).count());
  const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()));
  char* out = write_two_digits(text, year / 100);
  out = write_two_digits(out, year % 100);
  *out++ = '-';
  out = write_two_digits(out, static_cast<unsigned>(date.month()));
  *out++ = '-';
  out = write_two_digits(out, static_cast<unsigned>(date.day()));
  *out++ = 'T';
  out = write_two_digits(out, of_day / 3600);
  *out++ = ':';
  out = write_two_digits(out, of_day / 60 % 60);
  *out++ = ':';
  out = write_two_digits(out, of_day % 60);
  *out = '.';
}

}  // namespace flowsnoop
