#include "engine/settler.h"

#include <algorithm>

#include "engine/inspection.h"
#include "roles/settle.h"

namespace flowsnoop {
namespace {

// A SYN from one side, answered by a SYN-ACK from the other.
bool has_complete_handshake(const Flow& flow) {
  const auto asked = [&](Side side) {
    return flow.syn_frame[index(side)] != 0 && flow.syn_ack_frame[index(side)] == 0;
  };
  const auto answered = [&](Side side) {
    return flow.syn_ack_frame[index(side)] != 0 && flow.syn_frame[index(side)] == 0;
  };
  return (asked(Side::kLow) && answered(Side::kHigh)) ||
         (asked(Side::kHigh) && answered(Side::kLow));
}

// The conversation as a capture that begins after its handshake has it.
Flow without_handshake(Flow flow) {
  for (const Side side : {Side::kLow, Side::kHigh}) {
    flow.syn_frame[index(side)] = flow.syn_ack_frame[index(side)] = 0;
  }
  flow.first_sender = flow.first_sender_after_handshake;
  return flow;
}

Side side_of(const Flow& flow, const Endpoint& endpoint) {
  const bool low = flow.key.port[0] == endpoint.port && flow.key.address[0] == endpoint.address;
  return low ? Side::kLow : Side::kHigh;
}

}  // namespace

void Settler::on_payload(Flow& flow, Side sender, const FlowPacket& packet) {
  InspectedPayload payload;
  if (!labeller_.is_inside_message(flow, sender)) {
    payload = inspect_flow_payload(flow, sender, packet);
    if (payload.announced_port) learned_.announce(flow.key, sender, *payload.announced_port);
  }
  labeller_.look(flow, sender, packet, payload.application);
}

void Settler::on_flow_end(const Flow& flow, EndReason reason) {
  // After the capture's end every flow was learned at the last look; a conversation that goes on
  // in a further record is learned with its last one.
  if (!capture_ended_ && reason != EndReason::kActiveTimeout) learn(flow);
  const bool goes_on = reason == EndReason::kActiveTimeout;
  if (!goes_on) labeller_.finish(flow);
  const bool proven = proven_server(flow).proven && !is_checked(flow, reason);
  const bool waits = options_.second_look && !capture_ended_ && !proven;
  if (waits && waiting_.size() < kMaxWaiting) {
    waiting_.push_back({flow, reason});
    if (goes_on) waiting_.back().flow.labels = labeller_.clone(flow);
  } else {
    hand_on(flow, reason);
    if (!goes_on) labeller_.release(flow);
  }
}

void Settler::on_flow_event(const Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                            EndReason reason) {
  if (!options_.events) return;
  const FlowRecord record = record_of(flow, reason);
  sink_.on_event({kind, time_ns, &record});
}

void Settler::on_capture_end() {
  capture_ended_ = true;
  std::sort(waiting_.begin(), waiting_.end(),
            [](const Waiting& a, const Waiting& b) { return a.flow.flow_id < b.flow.flow_id; });
  for (const Waiting& item : waiting_) {
    hand_on(item.flow, item.reason);
    labeller_.release(item.flow);
  }
  waiting_ = {};
}

FlowRecord Settler::record_of(const Flow& flow, EndReason reason) {
  labeller_.prefetch(flow);
  FlowRecord record = settle(flow, reason, learned_);
  if (flow.labels != kNoLabels) {
    record.labels = labeller_.labels_of(flow, side_of(flow, record.client));
  }
  return record;
}

void Settler::hand_on(const Flow& flow, EndReason reason) {
  sink_.on_record(record_of(flow, reason));
  if (is_checked(flow, reason)) check(flow, reason);
}

// What goes on in a further record is checked with its last one.
bool Settler::is_checked(const Flow& flow, EndReason reason) const {
  return options_.self_check && reason != EndReason::kActiveTimeout &&
         has_complete_handshake(flow) && flow.spoke_after_handshake;
}

// A conversation that is nothing but a handshake would not be there without it.
void Settler::learn(const Flow& flow) {
  if (!options_.self_check || !has_complete_handshake(flow)) {
    learned_.learn(flow);
  } else if (flow.spoke_after_handshake) {
    learned_.learn(without_handshake(flow));
  }
}

void Settler::check(const Flow& flow, EndReason reason) {
  const FlowRecord truth = settle(flow, reason, learned_);
  const FlowRecord decided = settle(without_handshake(flow), reason, learned_);
  const Side client = flow.syn_frame[0] != 0 ? Side::kLow : Side::kHigh;
  sink_.on_self_check({&truth, &decided, flow.first_sender_after_handshake == client});
}

}  // namespace flowsnoop
