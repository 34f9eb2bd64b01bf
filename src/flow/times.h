// Sums of times. A damaged timestamp may be anything, so none of them may overflow. Pure functions.
#pragma once

#include <cstdint>

namespace flowsnoop {

// The sum, or the last time there is. `duration_ns` is not negative.
constexpr std::int64_t later(std::int64_t time_ns, std::int64_t duration_ns) {
  std::int64_t sum_ns = 0;
  return __builtin_add_overflow(time_ns, duration_ns, &sum_ns) ? INT64_MAX : sum_ns;
}

}  // namespace flowsnoop
