// -w: saves the packets that are analyzed.
//
// Used by one thread.
#pragma once

#include <cstdint>
#include <span>

#include "capture/rotating_savefile.h"
#include "cli/options.h"
#include "cli/save_attempts.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class Saving {
 public:
  // Throws CaptureError where it cannot begin.
  explicit Saving(const Config& config);

  // `packets` are of `source`.
  void add(std::span<const Packet> packets, const PacketSource& source);

  // What was saved so far can be read.
  void flush();

  // Live: flushes, and completes a file whose time is over.
  void keep_up(std::int64_t now_ns);

  // The outputs have been moved away.
  void reopen();

  // Completes the file.
  void finish();

  // Nothing more is to be saved, and the run is to end: there are as many files as were asked for,
  // or whoever read the packets has gone.
  bool is_complete() const { return is_complete_; }

  bool failed() const { return attempts_.failed(); }

 private:
  template <typename Function>
  void attempt(Function&& function);

  RotatingSavefile file_;
  SaveAttempts attempts_;
  bool is_complete_ = false;
};

}  // namespace flowsnoop
