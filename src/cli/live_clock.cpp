#include "cli/live_clock.h"

#include <cstdlib>
#include <utility>

namespace flowsnoop {
namespace {

// A packet's time and that of a look() are not taken by the same code.
constexpr std::int64_t kTolerance_ns = LiveClock::kLeastStep_ns / 2;

}  // namespace

void LiveClock::look(std::int64_t system_ns, std::int64_t steady_ns) {
  const std::int64_t difference_ns = system_ns - steady_ns;
  const std::int64_t step_ns = difference_ns - std::exchange(difference_ns_, difference_ns);
  if (has_begun_ && std::abs(step_ns) >= kLeastStep_ns) {
    previous_offset_ns_ = offset_ns_;
    offset_ns_ += step_ns;
    step_began_ns_ = now_ns_;
  }
  has_begun_ = true;
  now_ns_ = system_ns - offset_ns_;
}

// Packets wait between capture and analysis, so that some from before a step come after it. Taken
// for one from after the step, such a packet would be from before the step began or from later than
// now.
std::int64_t LiveClock::even_time(std::int64_t time_ns) const {
  const std::int64_t even_ns = time_ns - offset_ns_;
  if (offset_ns_ == previous_offset_ns_) return even_ns;
  const bool is_after_step =
      even_ns >= step_began_ns_ - kTolerance_ns && even_ns <= now_ns_ + kTolerance_ns;
  return is_after_step ? even_ns : time_ns - previous_offset_ns_;
}

}  // namespace flowsnoop
