// Tells what becomes of a live capture while it goes on: interfaces that go away and come back,
// packets that are lost, and statistics where they are asked for.
//
// Nothing is ever lost in silence: a loss is told within kBetweenLooks, but no more than one line
// in kBetweenLosses. Used by one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "flowsnoop/packet_source.h"
#include "output/capture_statistics.h"

namespace flowsnoop {

class CaptureWatch {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kBetweenLooks{1};
  static constexpr std::chrono::seconds kBetweenLosses{10};

  // What is told: `say` is given one line of text without a line end, `tell` the interval that it
  // is about.
  struct Listener {
    std::function<void(const std::string& line)> say;
    std::function<void(const CaptureInterval& interval)> tell;
  };

  // The run's counts, but for what the source knows.
  struct Counts {
    std::uint64_t packets = 0;
    std::uint64_t records = 0;
    std::uint64_t missed_bytes = 0;
  };

  // `interval` 0: only losses are told.
  CaptureWatch(Clock::duration interval, Listener listener, Clock::time_point now);

  // Called often. `system_ns` is what the system's clock says.
  void look(PacketSource& source, const Counts& counts, Clock::time_point now,
            std::int64_t system_ns);

  // Says how the run has gone so far.
  void tell_so_far(PacketSource& source, const Counts& counts, Clock::time_point now);

  // Tells the last interval, where intervals are told, or losses that were not told yet; and says
  // how the whole run went.
  void finish(PacketSource& source, const Counts& counts, Clock::time_point now,
              std::int64_t system_ns);

 private:
  struct Outage {
    bool is_down = false;
    std::uint64_t count = 0;
  };

  void say_what_happened(PacketSource& source);
  CaptureStatistics read(const PacketSource& source, const Counts& counts) const;
  void tell(const CaptureStatistics& total, Clock::time_point now, std::int64_t system_ns);
  std::string describe_run(const CaptureStatistics& total, Clock::time_point now) const;
  bool is_due(const CaptureStatistics& total, Clock::time_point now) const;

  const Clock::duration interval_;
  const Listener listener_;
  const Clock::time_point began_;
  Clock::time_point next_look_;
  Clock::time_point told_at_;
  Clock::time_point next_loss_;  // when one may be told
  CaptureStatistics told_;       // as it was at told_at_
  std::vector<Outage> outages_;  // by interface
  std::size_t damages_said_ = 0;
};

}  // namespace flowsnoop
