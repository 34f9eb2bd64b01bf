// What the clock of a capture did besides going on. A plain value.
#pragma once

#include <cstdint>

namespace flowsnoop {

struct ClockCounts {
  std::uint64_t set_ahead = 0;  // by more than a year
  std::uint64_t set_back = 0;   // by more than an hour
  // Packets whose times are more than a year from those around them, at most three in a row.
  std::uint64_t odd_times = 0;
};

}  // namespace flowsnoop
