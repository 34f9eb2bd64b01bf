// Something that saves packets: when it fails, that is said once, on standard error, and it is
// over; the analysis goes on.
#pragma once

#include <fmt/format.h>

#include "cli/message.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class SaveAttempts {
 public:
  // Calls `save`, unless an earlier one has failed, and `give_up` where it throws CaptureError;
  // what `give_up` throws was told already.
  template <typename Save, typename GiveUp>
  void attempt(Save&& save, GiveUp&& give_up) {
    if (failed_) return;
    try {
      save();
    } catch (const CaptureError& error) {
      failed_ = true;
      tell(fmt::format("{}; no more packets are saved", error.what()));
      try {
        give_up();
      } catch (const CaptureError&) {
        return;
      }
    }
  }

  bool failed() const { return failed_; }

 private:
  bool failed_ = false;
};

}  // namespace flowsnoop
