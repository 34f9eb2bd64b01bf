// Numbers read from bytes of any alignment, in network byte order unless the name says otherwise.
// The caller has checked that the bytes are there.
#pragma once

#include <cstdint>

namespace flowsnoop {

inline std::uint16_t load_be16(const std::uint8_t* bytes) {
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

inline std::uint32_t load_be32(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

inline std::uint16_t load_le16(const std::uint8_t* bytes) {
  return static_cast<std::uint16_t>(bytes[1] << 8 | bytes[0]);
}

inline std::uint32_t load_le32(const std::uint8_t* bytes) {
  return __builtin_bswap32(load_be32(bytes));
}

}  // namespace flowsnoop
