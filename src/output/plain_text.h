// Texts that need no escape, which nearly all do not: copied in words of several characters.
// Without a branch for each: how long a text is is hard to predict. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace flowsnoop {

// Whether each of eight bytes is printable ASCII and none of `specials`. From the first one on that
// is not, carries may make others look otherwise.
template <char... specials>
constexpr bool are_plain(std::uint64_t bytes) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kHigh = 0x80 * kEach;
  // The high bit of a byte below 0x80 is set where the byte is zero.
  [[maybe_unused]] const auto zero = [](std::uint64_t of) { return kHigh - of; };
  const std::uint64_t below_20 = kHigh + 0x1f * kEach - bytes;  // at most 0x1f
  const std::uint64_t delete_or_more = bytes + kEach;           // 0x7f
  const std::uint64_t special =
      (std::uint64_t{0} | ... | zero(bytes ^ static_cast<std::uint8_t>(specials) * kEach));
  return ((delete_or_more | below_20 | special) & kHigh) == 0;
}

// Copies a text, or the beginning of a longer one, as far as it is printable ASCII and none of
// `specials`, and returns how much. Of the rest, more may have been written, within the size of the
// text.
template <char... specials>
std::size_t copy_plain(std::string_view text, char* out) {
  const auto load = [&]<typename Word>(Word, std::size_t at) {
    Word word;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
  };
  const std::size_t size = text.size();
  if (size >= 8) {
    std::size_t at = 0;
    for (; at + 8 <= size; at += 8) {
      const auto bytes = load(std::uint64_t{}, at);
      if (!are_plain<specials...>(bytes)) return at;
      std::memcpy(out + at, &bytes, sizeof bytes);
    }
    const auto last = load(std::uint64_t{}, size - 8);
    if (!are_plain<specials...>(last)) return at;
    std::memcpy(out + size - 8, &last, sizeof last);
    return size;
  }
  if (size < 4) {
    if (size == 0) return 0;
    // Of one or two characters, some are taken twice.
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(text[0]),
                                  static_cast<std::uint8_t>(text[size / 2]),
                                  static_cast<std::uint8_t>(text[size - 1])};
    constexpr std::uint64_t kPlain = 0x2020'2020'2000'0000;
    if (!are_plain<specials...>(kPlain | std::uint64_t{bytes[0]} << 16 |
                                std::uint64_t{bytes[1]} << 8 | bytes[2])) {
      return 0;
    }
    out[0] = text[0];
    out[size / 2] = text[size / 2];
    out[size - 1] = text[size - 1];
    return size;
  }
  const auto first = load(std::uint32_t{}, 0);
  const auto last = load(std::uint32_t{}, size - 4);
  if (!are_plain<specials...>(std::uint64_t{first} << 32 | last)) return 0;
  std::memcpy(out, &first, sizeof first);
  std::memcpy(out + size - 4, &last, sizeof last);
  return size;
}

}  // namespace flowsnoop
