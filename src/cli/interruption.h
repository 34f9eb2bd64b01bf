// SIGINT and SIGTERM end a run cleanly: the source is told to stop, and what was read is shown.
#pragma once

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// While it lives, the first SIGINT or SIGTERM interrupts `source` and the second ends the process
// as the signal would. One at a time in a process; `source` is borrowed.
class Interruption {
 public:
  explicit Interruption(PacketSource& source);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // True once a signal came.
  static bool requested();
};

}  // namespace flowsnoop
