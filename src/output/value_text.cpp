#include "output/value_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <type_traits>

#include "flowsnoop/community_id.h"

namespace flowsnoop {
namespace {

static_assert(kMaxTunnelPathText <= kMaxValueText);
static_assert(kCommunityIdSize <= kMaxValueText);

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr int kRealDecimals = 6;
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

// `value` is below 10^4.
char* write_four_digits(char* out, std::uint32_t value) {
  return write_two_digits(write_two_digits(out, value / 100), value % 100);
}

// `value` is below 10^9.
char* write_nine_digits(char* out, std::uint32_t value) {
  *out++ = static_cast<char>('0' + value / 100'000'000);
  out = write_two_digits(out, value / 1'000'000 % 100);
  out = write_two_digits(out, value / 10'000 % 100);
  out = write_two_digits(out, value / 100 % 100);
  return write_two_digits(out, value % 100);
}

// The rest of this group: without zeros in front.

char* write_below_100(char* out, std::uint32_t value) {
  if (value >= 10) return write_two_digits(out, value);
  *out = static_cast<char>('0' + value);
  return out + 1;
}

char* write_below_10000(char* out, std::uint32_t value) {
  if (value < 100) return write_below_100(out, value);
  return write_two_digits(write_below_100(out, value / 100), value % 100);
}

constexpr std::uint64_t kEightDigits = 100'000'000;

// Apart, so that the others do without what calls take.
[[gnu::noinline]] char* write_from_eight_digits_on(char* out, std::uint64_t value) {
  out = write_integer(out, value / kEightDigits);
  const auto rest = static_cast<std::uint32_t>(value % kEightDigits);
  return write_four_digits(write_four_digits(out, rest / 10'000), rest % 10'000);
}

}  // namespace

// By four digits, then by eight: whoever is small is done early, and nobody has to be counted
// first.
char* write_integer(char* out, std::uint64_t value) {
  if (value >= kEightDigits) return write_from_eight_digits_on(out, value);
  const auto small = static_cast<std::uint32_t>(value);
  if (small < 10'000) return write_below_10000(out, small);
  return write_four_digits(write_below_10000(out, small / 10'000), small % 10'000);
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

char* LogOddsText::write(char* out, const Evidence& evidence) {
  Text& known = texts_[static_cast<std::size_t>(evidence.kind)];
  if (known.log_odds != evidence.log_odds) {
    known.log_odds = evidence.log_odds;
    known.size =
        static_cast<std::uint8_t>(write_log_odds(known.text, evidence.log_odds) - known.text);
  }
  std::memcpy(out, known.text, sizeof known.text);  // of a fixed size, which is faster
  return out + known.size;
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
  if (second != second_) remember(second);
  std::memcpy(out, text_, kSecondSize);
  out = write_nine_digits(out + kSecondSize, static_cast<std::uint32_t>(fraction));
  *out++ = 'Z';
  return out;
}

void IsoTime::remember(std::int64_t second) {
  using namespace std::chrono;
  second_ = second;
  const sys_seconds time{seconds{second}};
  const sys_days day = floor<days>(time);
  const year_month_day date{day};
  const auto of_day = static_cast<std::uint32_t>((time - day).count());
  const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()));
  char* out = write_two_digits(text_, year / 100);
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

char* write_plain(char* out, const FieldValue& value, IsoTime& iso_time) {
  const auto write = [&](const auto& held) -> char* {
    using Held = std::remove_cvref_t<decltype(held)>;
    if constexpr (std::is_same_v<Held, std::uint64_t>) {
      return write_integer(out, held);
    } else if constexpr (std::is_same_v<Held, Identifier>) {
      return write_integer(out, held.number);
    } else if constexpr (std::is_same_v<Held, double>) {
      return std::isfinite(held) ? write_real(out, held, kRealDecimals) : out;
    } else if constexpr (std::is_same_v<Held, bool>) {
      return write_text(out, held ? "true" : "false");
    } else if constexpr (std::is_same_v<Held, AddressValue>) {
      return write_address(out, *held.address, held.ip_version);
    } else if constexpr (std::is_same_v<Held, const TunnelPath*>) {
      return format_tunnel_path(*held, out);
    } else if constexpr (std::is_same_v<Held, CommunityIdValue>) {
      return format_community_id(community_ends(*held.record), held.record->community_id_seed, out);
    } else if constexpr (std::is_same_v<Held, TimeValue>) {
      return iso_time.write(out, held.ns);
    } else {
      return out;
    }
  };
  return std::visit(write, value);
}

}  // namespace flowsnoop
