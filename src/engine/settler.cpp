#include "engine/settler.h"

#include <algorithm>

#include "engine/inspection.h"
#include "flow/tcp_report.h"
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

Side client_of(const Flow& flow, const FlowRecord& record) {
  const bool is_low = record.client.address == flow.key.address[index(Side::kLow)] &&
                      record.client.port == flow.key.port[index(Side::kLow)];
  return is_low ? Side::kLow : Side::kHigh;
}

// The conversation as a capture that begins after its handshake has it.
Flow without_handshake(Flow flow) {
  for (const Side side : {Side::kLow, Side::kHigh}) {
    flow.syn_frame[index(side)] = flow.syn_ack_frame[index(side)] = 0;
  }
  flow.first_sender = flow.first_sender_after_handshake;
  return flow;
}

}  // namespace

Settler::Waiting::Waiting(const Flow& ended, EndReason why) : flow(ended), reason(why) {
  if (ended.tcp != nullptr) tcp = std::make_unique<TcpFlow>(*ended.tcp);
  if (ended.rare != nullptr) rare = std::make_unique<TcpRare>(*ended.rare);
  flow.tcp = tcp.get();
  flow.rare = rare.get();
}

void Settler::on_payload(Flow& flow, Side sender, const FlowPacket& packet) {
  if (const auto port = inspect_flow_payload(flow, sender, packet)) {
    learned_.announce(flow.key, sender, *port);
  }
}

void Settler::on_flow_end(const Flow& flow, EndReason reason) {
  // After the capture's end every flow was learned at the last look; a conversation that goes on
  // in a further record is learned with its last one.
  if (!capture_ended_ && reason != EndReason::kActiveTimeout) learn(flow);
  const bool proven = proven_server(flow).proven && !is_checked(flow, reason);
  const bool waits = options_.second_look && !capture_ended_ && !proven;
  if (waits && waiting_.size() < kMaxWaiting) {
    waiting_.emplace_back(flow, reason);
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
  waiting_.clear();
  waiting_.shrink_to_fit();
}

void Settler::hand_on(const Flow& flow, EndReason reason) {
  FlowRecord record = settle(flow, reason, learned_);
  TcpRecord tcp;
  if (flow.tcp != nullptr) {
    tcp = report_tcp(flow, client_of(flow, record));
    record.tcp = &tcp;
  }
  sink_.on_record(record);
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
