// Between analysis and output in a live run: gives records the times of the system's clock as it is
// now, and sums up what they say of packets that went past the capture.
//
// Borrows both; used by one thread.
#pragma once

#include <cstdint>

#include "cli/live_clock.h"
#include "flowsnoop/analyzer.h"

namespace flowsnoop {

class LiveSink final : public RecordSink {
 public:
  LiveSink(RecordSink& next, const LiveClock& clock) : next_(next), clock_(clock) {}

  void on_record(const FlowRecord& record) override;
  void on_event(const FlowEvent& event) override;

  // Records so far, revisions apart.
  std::uint64_t records() const { return records_; }
  // Bytes of TCP that were acknowledged and not captured, in the records so far.
  std::uint64_t missed_bytes() const { return missed_bytes_; }

 private:
  FlowRecord in_system_time(const FlowRecord& record) const;

  RecordSink& next_;
  const LiveClock& clock_;
  std::uint64_t records_ = 0;
  std::uint64_t missed_bytes_ = 0;
};

}  // namespace flowsnoop
