#include "flow/capture_clock.h"

namespace flowsnoop {

CaptureClock::Step CaptureClock::hear_far(std::int64_t time_ns) {
  agreeing_ = agreeing_ > 0 && is_within(time_ns, far_ns_, kOrdinaryStep_ns) ? agreeing_ + 1 : 1;
  far_ns_ = time_ns;
  if (has_begun_ && agreeing_ < kAgreeing) return Step::kNone;
  const bool is_forward = time_ns > now_ns_ || !has_begun_;
  has_begun_ = true;
  agreeing_ = 0;
  now_ns_ = time_ns;
  return is_forward ? Step::kForward : Step::kBack;
}

}  // namespace flowsnoop
