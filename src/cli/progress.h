// How far a long read has come, on one line of a terminal's standard error that is drawn anew a few
// times a second. Where standard error is no terminal nothing is ever shown.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// The line: bytes, share, packets, packets a second and the time left as far as they can be known.
// `elapsed_s` is above 0. Pure.
std::string progress_line(const ReadProgress& progress, std::uint64_t packets, double elapsed_s);

class Progress {
 public:
  // `shown` false: every function does nothing.
  explicit Progress(bool shown);
  // Takes the line off the screen.
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Call after each batch; looks at the clock now and then and draws when it is time.
  void update(const PacketSource& source, std::uint64_t packets);

  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  const bool shown_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_draw_;
  std::uint32_t calls_ = 0;
  bool drawn_ = false;
};

}  // namespace flowsnoop
