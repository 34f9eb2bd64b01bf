// Keeps time going where a capture's clock is set by years, or where a time is damaged:
// conversations go on over it, and none ends or grows old by it.
//
// Packets get steady times, in which the clock was never set; records and events are shown in the
// capture's own times again. A step forward of less than kLongestSilence may be silence, and a step
// back of less is taken as it comes: these times stay as they are.
//
// Each interface has its own clock: the packets of two may be of captures of different years. Steps
// are taken while there is one interface; with several, times stay as they are too.
//
// Used by one thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "flow/times.h"
#include "flowsnoop/clock_counts.h"
#include "flowsnoop/flow_timeouts.h"

namespace flowsnoop {

class ClockSteps {
 public:
  static constexpr std::int64_t kNear_ns = 3600 * kSecond_ns;
  static constexpr std::int64_t kLongestSilence_ns = 365 * 86400 * kSecond_ns;
  // A step was a clock's that was set, and no damage, where so many packets in a row agree.
  static constexpr int kAgreeing = 4;
  // Packets after further steps all count as captured with the one before.
  static constexpr std::size_t kMaxSteps = std::size_t{1} << 16;
  // What lies in steady time before a capture that begins in the past of one that was set ahead.
  static constexpr std::int64_t kBetweenCaptures_ns = 30 * 86400 * kSecond_ns;

  // The steady time of the next packet. `time_ns` is within kMaxTimestamp_ns.
  std::int64_t steady_ns(std::int64_t time_ns, std::uint32_t interface_id) {
    if (!is_near(time_ns, interface_id)) [[unlikely]]
      return hear_far(time_ns, interface_id);
    Clock& clock = clocks_[interface_id];
    const std::int64_t steady = time_ns - clock.offset_ns;
    clock.agreeing = 0;
    ++clock.packets;
    if (steady > clock.now_ns) clock.now_ns = steady;
    return std::max(steady, clock.begin_ns);
  }

  // False where steady_ns() may take a step.
  bool is_near(std::int64_t time_ns, std::uint32_t interface_id) const {
    if (interface_id >= clocks_.size()) return false;
    const Clock& clock = clocks_[interface_id];
    std::int64_t steady = 0;
    return !__builtin_sub_overflow(time_ns, clock.offset_ns, &steady) &&
           is_within(steady, clock.now_ns, kNear_ns);
  }

  // Hears the times of the next so many packets at once, the earliest and the latest of them.
  // False, and nothing heard, where one of them might not stay as it is.
  bool stay_as_they_are(std::int64_t earliest_ns, std::int64_t latest_ns, std::size_t packets,
                        std::uint32_t interface_id) {
    if (interface_id >= clocks_.size()) return false;
    Clock& clock = clocks_[interface_id];
    if (clock.offset_ns != 0 || earliest_ns < clock.begin_ns ||
        !is_within(earliest_ns, clock.now_ns, kNear_ns) ||
        !is_within(latest_ns, clock.now_ns, kNear_ns) ||
        !is_within(latest_ns, earliest_ns, kNear_ns)) {
      return false;
    }
    clock.agreeing = 0;
    clock.packets += packets;
    clock.now_ns = std::max(clock.now_ns, latest_ns);
    return true;
  }

  // The steady time of a clock that tells the time when no packet does.
  std::int64_t steady_ns_of_clock(std::int64_t time_ns) const;

  // What steady_ns() was given for this.
  std::int64_t shown_ns(std::int64_t steady_ns) const;

  bool has_steps() const { return !steps_.empty(); }

  ClockCounts counts() const { return counts_; }

 private:
  // Of an interface, in steady times.
  struct alignas(64) Clock {            // found by a shift
    std::int64_t offset_ns = 0;         // what the capture's times are ahead
    std::int64_t now_ns = INT64_MIN;    // the latest time that is believed
    std::uint64_t packets = 0;          // in a row, near one another
    std::int64_t far_ns = 0;            // the last far time, where agreeing is not 0
    std::int64_t plausible_ns = 0;      // the last far time that was taken as it came
    std::int64_t begin_ns = INT64_MIN;  // of its last step: what came before is not shown by it
    int agreeing = 0;                   // far times in a row that agree
    bool has_begun = false;
  };
  struct Step {
    std::int64_t begin_ns = 0;   // the first steady time after it
    std::int64_t offset_ns = 0;  // what the capture's times are ahead from there
  };

  static bool is_plausible(const Clock& clock, std::int64_t steady_ns);

  std::int64_t hear_far(std::int64_t time_ns, std::uint32_t interface_id);
  std::int64_t begin(Clock& clock, std::int64_t time_ns);
  std::int64_t hear_implausible(Clock& clock, std::int64_t time_ns);
  void count_step(const Clock& clock, std::int64_t time_ns);
  std::int64_t take_step(Clock& clock, std::int64_t time_ns, std::int64_t begin_ns);

  std::vector<Clock> clocks_;  // by interface
  ClockCounts counts_;
  std::uint64_t* last_counted_ = nullptr;  // of counts_: the last step, where it may be damage
  std::int64_t before_step_ns_ = 0;        // the capture's time before the last step
  std::vector<Step> steps_;                // by begin_ns
};

}  // namespace flowsnoop
