// The time of a live run, which goes on evenly when somebody sets the system's clock: otherwise all
// conversations would seem to have been silent for long, or none for long enough to end.
//
// "Even" times are those of the system's clock at the beginning of the run and so many nanoseconds
// later. In what is shown, offset_ns() makes them times of the system's clock as it is now. A plain
// value, used by one thread.
#pragma once

#include <cstdint>

namespace flowsnoop {

class LiveClock {
 public:
  // A smaller step is an adjustment, and not noticed.
  static constexpr std::int64_t kLeastStep_ns = 1'000'000'000;

  // Called before each batch of packets, and when none came for a moment: what the system's clock
  // says, and one that nobody sets, which goes on while the machine sleeps.
  void look(std::int64_t system_ns, std::int64_t steady_ns);

  // The even time of a packet that was captured at `time_ns` of the system's clock, before or after
  // that was set.
  std::int64_t even_time(std::int64_t time_ns) const;

  // The even time of the last look().
  std::int64_t now_ns() const { return now_ns_; }

  std::int64_t offset_ns() const { return offset_ns_; }

 private:
  std::int64_t difference_ns_ = 0;  // between the two clocks
  std::int64_t offset_ns_ = 0;
  std::int64_t previous_offset_ns_ = 0;
  std::int64_t step_began_ns_ = 0;  // the last look() before the last step
  std::int64_t now_ns_ = 0;
  bool has_begun_ = false;
};

}  // namespace flowsnoop
