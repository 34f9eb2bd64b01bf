// How the numbers of one byte read in decimal, from a table: without a branch for each digit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowsnoop {

struct OctetTexts {
  std::array<std::array<char, 4>, 256> text{};  // with a dot behind the digits
  std::array<std::uint8_t, 256> size{};         // with the dot
};

inline constexpr OctetTexts kOctetTexts = [] {
  OctetTexts octets;
  for (std::size_t i = 0; i < octets.text.size(); ++i) {
    std::uint8_t& size = octets.size[i];
    if (i >= 100) octets.text[i][size++] = static_cast<char>('0' + i / 100);
    if (i >= 10) octets.text[i][size++] = static_cast<char>('0' + i / 10 % 10);
    octets.text[i][size++] = static_cast<char>('0' + i % 10);
    octets.text[i][size++] = '.';
  }
  return octets;
}();

// Valid for ever.
constexpr std::string_view octet_text(std::uint8_t octet) {
  return {kOctetTexts.text[octet].data(), kOctetTexts.size[octet] - std::size_t{1}};
}

}  // namespace flowsnoop
