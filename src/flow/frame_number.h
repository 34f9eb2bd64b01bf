// The number of a frame, from 1, in six bytes: a Flow has many of them. 0: none. 2^48 frames are
// more than a capture has. Reads and is written as the integer that it is.
#pragma once

#include <cstdint>

namespace flowsnoop {

class FrameNumber {
 public:
  constexpr FrameNumber(std::uint64_t number = 0)  // NOLINT(google-explicit-constructor): is one
      : low_(static_cast<std::uint16_t>(number)),
        middle_(static_cast<std::uint16_t>(number >> 16)),
        high_(static_cast<std::uint16_t>(number >> 32)) {}
  constexpr operator std::uint64_t() const {  // NOLINT(google-explicit-constructor)
    return low_ | std::uint64_t{middle_} << 16 | std::uint64_t{high_} << 32;
  }

 private:
  std::uint16_t low_;
  std::uint16_t middle_;
  std::uint16_t high_;
};
static_assert(sizeof(FrameNumber) == 6);

}  // namespace flowsnoop
