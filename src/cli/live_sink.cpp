#include "cli/live_sink.h"

namespace flowsnoop {

FlowRecord LiveSink::in_system_time(const FlowRecord& record) const {
  FlowRecord shifted = record;
  shifted.start_ns += clock_.offset_ns();
  shifted.end_ns += clock_.offset_ns();
  return shifted;
}

void LiveSink::on_record(const FlowRecord& record) {
  if (record.revision == 0) {
    ++records_;
    if (record.tcp != nullptr) {
      missed_bytes_ += record.tcp->client.missed_bytes + record.tcp->server.missed_bytes;
    }
  }
  if (clock_.offset_ns() == 0) {
    next_.on_record(record);
  } else {
    next_.on_record(in_system_time(record));
  }
}

void LiveSink::on_event(const FlowEvent& event) {
  if (clock_.offset_ns() == 0) return next_.on_event(event);
  const FlowRecord flow = in_system_time(*event.flow);
  next_.on_event({event.kind, event.time_ns + clock_.offset_ns(), &flow});
}

}  // namespace flowsnoop
