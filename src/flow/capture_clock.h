// The time of a capture, as its packets tell it, without being led astray by the odd one.
//
// Packets of several interfaces step back and forth a little; a damaged timestamp jumps by years,
// and so does a clock that is set. A far step is believed once so many packets in a row agree with
// it. A plain value, used by one thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "flow/times.h"
#include "flowsnoop/flow_timeouts.h"

namespace flowsnoop {

class CaptureClock {
 public:
  // A step of this size or less, forth or back, is an ordinary one.
  static constexpr std::int64_t kOrdinaryStep_ns = 3600 * kSecond_ns;
  // So many times in a row that agree make a far step true.
  static constexpr int kAgreeing = 4;

  enum class Step : std::uint8_t { kNone, kForward, kBack };

  // Hears the time of the next packet. kForward, kBack: now_ns() has changed.
  Step hear(std::int64_t time_ns) {
    if (is_within(time_ns, now_ns_, kOrdinaryStep_ns)) [[likely]] {
      agreeing_ = 0;
      if (time_ns <= now_ns_) return Step::kNone;
      now_ns_ = time_ns;
      return Step::kForward;
    }
    return hear_far(time_ns);
  }

  // Hears the times of the next packets, of which these are the first and the last ones there are.
  // False, and nothing was heard, where one of them may be further than an ordinary step from those
  // before it; true: none is, and now_ns() may have gone forward.
  bool hear_ordinary(std::int64_t earliest_ns, std::int64_t latest_ns) {
    const std::int64_t last_ns = std::max(latest_ns, now_ns_);
    if (!is_within(last_ns, now_ns_, kOrdinaryStep_ns)) return false;
    if (!is_within(earliest_ns, last_ns, kOrdinaryStep_ns)) return false;
    agreeing_ = 0;
    now_ns_ = last_ns;
    return true;
  }

  // The latest time that is believed.
  std::int64_t now_ns() const { return now_ns_; }

 private:
  Step hear_far(std::int64_t time_ns);

  std::int64_t now_ns_ = INT64_MIN;  // far from any time, so that the first packet sets it
  std::int64_t far_ns_ = 0;          // the last time that was not believed
  int agreeing_ = 0;                 // times in a row that agree with it
  bool has_begun_ = false;
};

}  // namespace flowsnoop
