// What a run on interfaces does besides what every run does: it looks at the clock, tells what
// becomes of the capture, and ends when its time is over.
//
// Borrows what it is given; used by one thread, one at a time in a process.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "cli/capture_watch.h"
#include "cli/live_clock.h"
#include "cli/live_sink.h"
#include "cli/options.h"
#include "cli/requests.h"
#include "flowsnoop/packet_source.h"
#include "output/writer.h"

namespace flowsnoop {

class LiveRun {
 public:
  LiveRun(const Config& config, PacketSource& source, Output& output, RecordWriter& writer);

  // What the analysis hands records to, instead of the writer.
  RecordSink& sink() { return sink_; }

  // Called when read() has returned, before anything else.
  void look_at_clock();

  // Gives packets the times that the analysis needs.
  void make_even(std::span<Packet> packets);

  // The time for Analyzer::advance_clock().
  std::int64_t now_ns() const;

  // What the system's clock said when it was looked at.
  std::int64_t system_ns() const { return system_ns_; }

  // Called after each batch; `packets` were read so far.
  void keep_up(std::uint64_t packets);

  // SIGHUP: whether outputs were asked to be opened anew, which was done for the records.
  bool reopen_output();

  // Called when all records have been written.
  void finish(std::uint64_t packets);

 private:
  using Clock = std::chrono::steady_clock;

  CaptureWatch::Counts counts(std::uint64_t packets) const;
  CaptureWatch::Listener listener();

  const Config& config_;
  PacketSource& source_;
  Output& output_;
  RecordWriter& writer_;
  const Requests requests_;
  LiveClock clock_;
  LiveSink sink_;
  const bool has_own_clock_;  // packets have times of a clock that is not the system's
  // Of the last look at the clock.
  std::int64_t system_ns_ = 0;
  std::int64_t steady_ns_ = 0;
  // Of the last packet.
  std::int64_t packet_ns_ = 0;
  std::int64_t packet_steady_ns_ = 0;
  std::optional<Clock::time_point> end_;
  CaptureWatch watch_;
};

}  // namespace flowsnoop
