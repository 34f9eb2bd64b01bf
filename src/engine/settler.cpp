#include "engine/settler.h"

#include <algorithm>

#include "engine/inspection.h"
#include "roles/settle.h"

namespace flowsnoop {

void Settler::on_payload(Flow& flow, Side sender, const FlowPacket& packet) {
  if (const auto port = inspect_flow_payload(flow, sender, packet)) {
    learned_.announce(flow.key, sender, *port);
  }
}

void Settler::on_flow_end(const Flow& flow, EndReason reason) {
  // After the capture's end every flow was learned at the last look; a conversation that goes on
  // in a further record is learned with its last one.
  if (!capture_ended_ && reason != EndReason::kActiveTimeout) learned_.learn(flow);
  const bool waits = options_.second_look && !capture_ended_ && !proven_server(flow).proven;
  if (waits && waiting_.size() < kMaxWaiting) {
    waiting_.push_back({flow, reason});
  } else {
    hand_on(flow, reason);
  }
}

void Settler::on_flow_event(const Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                            EndReason reason) {
  if (!options_.events) return;
  const FlowRecord record = settle(flow, reason, learned_);
  sink_.on_event({kind, time_ns, &record});
}

void Settler::on_capture_end() {
  capture_ended_ = true;
  std::sort(waiting_.begin(), waiting_.end(),
            [](const Waiting& a, const Waiting& b) { return a.flow.flow_id < b.flow.flow_id; });
  for (const Waiting& item : waiting_) hand_on(item.flow, item.reason);
  waiting_ = {};
}

void Settler::hand_on(const Flow& flow, EndReason reason) {
  sink_.on_record(settle(flow, reason, learned_));
}

}  // namespace flowsnoop
