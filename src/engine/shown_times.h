// Hands records and events on in the times of their capture, where the analysis had steady ones.
//
// It borrows the sink and the clock. A conversation that goes on while the clock is set is shown in
// the times of its end, and lasts as long as it lasted. As many threads may use one as the sink
// allows.
#pragma once

#include <memory>

#include "engine/clock_steps.h"
#include "flowsnoop/analyzer.h"

namespace flowsnoop {

class ShownTimes final : public RecordSink {
 public:
  ShownTimes(RecordSink& sink, const ClockSteps& clock) : sink_(sink), clock_(clock) {}

  void on_record(const FlowRecord& record) override {
    if (!clock_.has_steps()) [[likely]]
      return sink_.on_record(record);
    sink_.on_record(shown(record));
  }

  void on_event(const FlowEvent& event) override {
    if (!clock_.has_steps()) [[likely]]
      return sink_.on_event(event);
    const FlowRecord record = shown(*event.flow);
    sink_.on_event({event.kind, clock_.shown_ns(event.time_ns), &record});
  }

  void on_self_check(const SelfCheck& check) override {
    if (!clock_.has_steps()) [[likely]]
      return sink_.on_self_check(check);
    const FlowRecord truth = shown(*check.truth);
    const FlowRecord decided = shown(*check.decided);
    sink_.on_self_check({&truth, &decided, check.client_spoke_first});
  }

  // Once no packet follows. The times of a clock that was set are for one thread.
  std::unique_ptr<RecordPart> make_part() override {
    return clock_.has_steps() ? nullptr : sink_.make_part();
  }

 private:
  FlowRecord shown(FlowRecord record) const {
    const std::int64_t duration_ns = record.end_ns - record.start_ns;
    record.end_ns = clock_.shown_ns(record.end_ns);
    record.start_ns = record.end_ns - duration_ns;
    return record;
  }

  RecordSink& sink_;
  const ClockSteps& clock_;
};

}  // namespace flowsnoop
