// Unsigned integers out of packet and file bytes, without casts.
//
// Pure functions. The caller has checked that the bytes are there.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace flowsnoop {

// `swapped`: the bytes are in the order that this machine does not use.
inline std::uint16_t load16(const std::uint8_t* at, bool swapped) {
  std::uint16_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return swapped ? __builtin_bswap16(value) : value;
}

inline std::uint32_t load32(const std::uint8_t* at, bool swapped) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return swapped ? __builtin_bswap32(value) : value;
}

inline std::uint64_t load64(const std::uint8_t* at, bool swapped) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return swapped ? __builtin_bswap64(value) : value;
}

}  // namespace flowsnoop
