#include "engine/clock_steps.h"

#include <algorithm>
#include <iterator>

#include "flow/times.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {
namespace {

// The difference, or the first or last time there is.
std::int64_t difference(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (!__builtin_sub_overflow(a, b, &result)) return result;
  return a > b ? INT64_MAX : INT64_MIN;
}

}  // namespace

// In a capture of few packets each may be far from the last, and none wrong.
bool ClockSteps::is_plausible(const Clock& clock, std::int64_t steady_ns) {
  return steady_ns >= clock.begin_ns &&
         (is_within(steady_ns, clock.now_ns, kLongestSilence_ns) ||
          is_within(steady_ns, clock.plausible_ns, kLongestSilence_ns));
}

std::int64_t ClockSteps::hear_far(std::int64_t time_ns, std::uint32_t interface_id) {
  if (interface_id >= clocks_.size()) clocks_.resize(std::size_t{interface_id} + 1);
  Clock& clock = clocks_[interface_id];
  if (!clock.has_begun) return begin(clock, time_ns);
  const std::int64_t steady = difference(time_ns, clock.offset_ns);
  clock.agreeing =
      clock.agreeing > 0 && is_within(steady, clock.far_ns, kNear_ns) ? clock.agreeing + 1 : 1;
  clock.far_ns = steady;
  if (!is_plausible(clock, steady)) return hear_implausible(clock, time_ns);
  clock.plausible_ns = steady;
  if (clock.agreeing >= kAgreeing) {
    if (steady < clock.now_ns) ++counts_.set_back;
    clock.agreeing = 0;
    clock.now_ns = steady;
  }
  return steady;
}

// The first packet of an interface, whose time is what it is. Only where another one was set ahead
// may it lie in steady times that are taken.
std::int64_t ClockSteps::begin(Clock& clock, std::int64_t time_ns) {
  clock.has_begun = true;
  clock.packets = 1;
  if (has_steps()) {
    clock.offset_ns = steps_.back().offset_ns;
    clock.begin_ns = steps_.back().begin_ns;
  }
  clock.now_ns = clock.plausible_ns = difference(time_ns, clock.offset_ns);
  if (clock.now_ns >= clock.begin_ns) return clock.now_ns;
  std::int64_t latest_ns = INT64_MIN;
  for (const Clock& other : clocks_) latest_ns = std::max(latest_ns, other.now_ns);
  return take_step(clock, time_ns, later(latest_ns, kBetweenCaptures_ns));
}

std::int64_t ClockSteps::hear_implausible(Clock& clock, std::int64_t time_ns) {
  if (clocks_.size() == 1 && steps_.size() < kMaxSteps) {
    count_step(clock, time_ns);
    return take_step(clock, time_ns, later(clock.now_ns, 1));
  }
  const std::int64_t steady = difference(time_ns, clock.offset_ns);
  if (has_steps()) {
    ++counts_.odd_times;
    return clock.now_ns;
  }
  if (clock.agreeing >= kAgreeing) {
    ++(steady > clock.now_ns ? counts_.set_ahead : counts_.set_back);
    clock.agreeing = 0;
    clock.now_ns = clock.plausible_ns = steady;
  }
  return steady;
}

// Where the time comes back after a few packets, these had damaged times, and no clock was set.
void ClockSteps::count_step(const Clock& clock, std::int64_t time_ns) {
  const std::int64_t now_ns = difference(clock.now_ns, -clock.offset_ns);  // the capture's
  const bool is_short = clock.packets < kAgreeing;
  if (is_short && last_counted_ != nullptr && is_within(time_ns, before_step_ns_, kNear_ns)) {
    --*last_counted_;
    counts_.odd_times += clock.packets;
    last_counted_ = nullptr;
  } else {
    last_counted_ = time_ns > now_ns ? &counts_.set_ahead : &counts_.set_back;
    ++*last_counted_;
  }
  before_step_ns_ = now_ns;
}

std::int64_t ClockSteps::take_step(Clock& clock, std::int64_t time_ns, std::int64_t begin_ns) {
  clock.now_ns = clock.plausible_ns = std::min(begin_ns, kMaxTimestamp_ns);
  clock.packets = 1;
  clock.agreeing = 0;
  if (steps_.size() == kMaxSteps) return clock.now_ns;
  clock.offset_ns = time_ns - clock.now_ns;
  clock.begin_ns = clock.now_ns;
  steps_.push_back({clock.begin_ns, clock.offset_ns});
  return clock.now_ns;
}

std::int64_t ClockSteps::steady_ns_of_clock(std::int64_t time_ns) const {
  return has_steps() ? difference(time_ns, steps_.back().offset_ns) : time_ns;
}

std::int64_t ClockSteps::shown_ns(std::int64_t steady_ns) const {
  const auto after = std::ranges::upper_bound(steps_, steady_ns, {}, &Step::begin_ns);
  if (after == steps_.begin()) return steady_ns;
  return difference(steady_ns, -std::prev(after)->offset_ns);
}

}  // namespace flowsnoop
