// Sums and distances of times. A damaged timestamp may be anything, so none of them may overflow.
// Pure functions.
#pragma once

#include <cstdint>

namespace flowsnoop {

// The sum, or the last time there is. `duration_ns` is not negative.
constexpr std::int64_t later(std::int64_t time_ns, std::int64_t duration_ns) {
  std::int64_t sum_ns = 0;
  return __builtin_add_overflow(time_ns, duration_ns, &sum_ns) ? INT64_MAX : sum_ns;
}

// Whether two times are at most so far apart. `distance_ns` is not negative.
constexpr bool is_within(std::int64_t a, std::int64_t b, std::int64_t distance_ns) {
  std::int64_t difference_ns = 0;
  if (__builtin_sub_overflow(a, b, &difference_ns)) return false;
  return difference_ns <= distance_ns && difference_ns >= -distance_ns;
}

}  // namespace flowsnoop
