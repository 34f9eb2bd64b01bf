#include "engine/thread_choice.h"

#include <algorithm>
#include <chrono>

namespace flowsnoop {

std::int64_t ThreadChoice::steady_clock_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

ThreadChoice::ThreadChoice(std::uint64_t frames_before, Clock clock)
    : clock_(clock),
      way_(frames_before == 0 ? Way::kApart : Way::kHere),
      wanted_(frames_before == 0 ? UINT64_MAX : frames_before) {}

void ThreadChoice::end_stretch() {
  const std::int64_t now_ns = clock_();
  const Way other = way_ == Way::kHere ? Way::kApart : Way::kHere;
  if (stretch_ == Stretch::kWarmUp) return begin(Stretch::kTrial, way_, kTrialFrames);
  const auto took_ns = static_cast<double>(now_ns - began_ns_);
  frame_ns_[static_cast<std::size_t>(way_)] = took_ns / static_cast<double>(taken_);
  const bool is_other_known = frame_ns_[static_cast<std::size_t>(other)] != 0;
  if (stretch_ == Stretch::kTrial && is_other_known) return stay();
  begin(Stretch::kWarmUp, other, kTrialFrames);
}

void ThreadChoice::stay() {
  const auto [here_ns, apart_ns] = frame_ns_;
  const Way faster = apart_ns * kWorthIt < here_ns ? Way::kApart : Way::kHere;
  stay_ = faster == chosen_ ? std::min(2 * stay_, kLongestStay) : kFirstStay;
  chosen_ = faster;
  begin(Stretch::kStay, faster, stay_);
}

void ThreadChoice::begin(Stretch stretch, Way way, std::uint64_t frames) {
  stretch_ = stretch;
  way_ = way;
  wanted_ = frames;
  taken_ = 0;
  began_ns_ = clock_();
}

}  // namespace flowsnoop
