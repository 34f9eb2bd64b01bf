// Whether packets are taken on the thread that has read them or on one of their own: whichever is
// faster, by measuring.
//
// What handing packets over costs depends on their size, and what it gains on how much there is to
// do for each, so neither is always right. Stretches of the capture are taken one way and the
// other; the faster way has the next, longer one, and then the other is tried again. What comes out
// is the same. A plain value, used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace flowsnoop {

class ThreadChoice {
 public:
  enum class Way : std::uint8_t { kHere, kApart };

  // Nanoseconds since some moment.
  using Clock = std::int64_t (*)();
  static std::int64_t steady_clock_ns();

  // The first `frames_before` frames are taken here; where it is 0, all are taken apart.
  explicit ThreadChoice(std::uint64_t frames_before, Clock clock = steady_clock_ns);

  // All frames are taken here.
  static ThreadChoice always_here() { return ThreadChoice(UINT64_MAX); }

  // The way of the next `frames` frames, which are taken at once.
  Way next(std::size_t frames) {
    if (taken_ >= wanted_) [[unlikely]]
      end_stretch();
    taken_ += frames;
    return way_;
  }

  // A way is tried for so many frames, after as many in which it comes into its caches.
  static constexpr std::uint64_t kTrialFrames = 8192;
  // Frames between two trials: the fewest, and the most, which come where nothing changes.
  static constexpr std::uint64_t kFirstStay = 16 * kTrialFrames;
  static constexpr std::uint64_t kLongestStay = 128 * kTrialFrames;
  // Another thread must be that much faster: it takes a processor.
  static constexpr double kWorthIt = 1.1;

 private:
  enum class Stretch : std::uint8_t { kWarmUp, kTrial, kStay };

  void end_stretch();
  void begin(Stretch stretch, Way way, std::uint64_t frames);
  void stay();

  Clock clock_;
  Way way_;
  std::optional<Way> chosen_;
  Stretch stretch_ = Stretch::kWarmUp;
  std::uint64_t wanted_;     // frames of the stretch
  std::uint64_t taken_ = 0;  // of these, or more
  std::uint64_t stay_ = kFirstStay;
  std::int64_t began_ns_ = 0;
  double frame_ns_[2] = {};  // what a frame took at last, by Way; 0: not tried yet
};

}  // namespace flowsnoop
