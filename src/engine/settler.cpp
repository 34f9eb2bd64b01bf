#include "engine/settler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/inspection.h"
#include "flow/tcp_report.h"
#include "flowsnoop/ports.h"
#include "roles/evidence.h"
#include "roles/settle.h"
#include "threads/in_order.h"

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

Side server_side(const FlowRecord& record, const Flow& flow) {
  const bool has_port = !has_ports(flow.key.protocol) || record.server.port == flow.key.port[1];
  const bool is_high = record.server.address == flow.key.address[1] && has_port;
  return is_high ? Side::kHigh : Side::kLow;
}

// As Flow::told_server has it.
std::uint8_t told_code(Side server) {
  return static_cast<std::uint8_t>(1 + index(server));
}

// Nothing that other conversations show can turn the verdict.
bool is_settled(const Flow& flow) {
  const bool has_one_syn = (flow.syn_frame[0] != 0) != (flow.syn_frame[1] != 0);
  return has_one_syn || proven_server(flow).proven || !has_ports(flow.key.protocol);
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

std::size_t Settler::max_learned_blocks(const AnalyzerOptions& options) {
  if (options.memory == 0) return Learned::kMaxBlocks;
  return std::min(Learned::kMaxBlocks,
                  options.memory / AnalyzerOptions::kLearnedPart / Learned::kBlockBytes);
}

std::size_t Settler::max_names(const AnalyzerOptions& options) {
  if (options.memory == 0) return NameTable::kMaxEntries;
  return NameTable::entries_in(options.memory / AnalyzerOptions::kNamesPart);
}

std::size_t Settler::own_label_bytes(const AnalyzerOptions& options) {
  return options.memory == 0 ? SIZE_MAX : options.memory / AnalyzerOptions::kLabelsPart;
}

void Settler::on_payload(Flow& flow, Side sender, const FlowPacket& packet) {
  labeller_.prefetch(flow);
  auto spoken = Application::kUnknown;
  if (!labeller_.is_inside_message(flow, sender)) {
    spoken = inspect_flow_payload(flow, sender, packet);
    if (spoken == Application::kFtp) [[unlikely]]
      learn_announced_port(flow, sender, packet);
  }
  labeller_.look(flow, sender, packet, spoken);
  if (options_.events) tell_if_revised(flow, packet.timestamp_ns);
  if (!options_.names) return;
  const auto application = static_cast<Application>(flow.payload.application);
  if (names_.hear(application, packet.headers, packet.timestamp_ns, labeller_.dns())) {
    flow.payloads_inspected[0] = flow.payloads_inspected[1] = 0;
  }
}

[[gnu::noinline]] void Settler::learn_announced_port(const Flow& flow, Side sender,
                                                     const FlowPacket& packet) {
  const auto port = announced_port(packet);
  if (port) learned_.announce(learned_.host_of(flow.key, sender), *port);
}

// After the capture's end every flow was learned at the last look; a conversation that goes on in a
// further record is learned with its last one.
void Settler::on_flows_end(std::span<const EndedFlow> ended) {
  for (const EndedFlow& one : ended) {
    const bool goes_on = one.reason == EndReason::kActiveTimeout;
    if (!goes_on && !capture_ended_) learn(*one.flow);
    if (!goes_on) labeller_.finish(*one.flow);
    if (is_kept_waiting(one)) continue;
    if (batch_.is_full()) hand_on_batch();
    add_to_batch(one, batch_);
  }
  hand_on_batch();
}

void Settler::on_packet(const Flow& flow, const FlowPacket& packet) {
  if (packet.frames != 1 || packet.carries != 0) return;  // it is the inner conversation's
  const FlowKey& key = flow.key;
  const std::size_t first = index(flow.first_sender);
  PacketFlow told{.frame_number = packet.frame_number,
                  .flow_id = flow.flow_id,
                  .address = {key.address[first], key.address[1 - first]},
                  .port = {},
                  .protocol = key.protocol};
  if (has_ports(key.protocol)) {
    told.port[0] = key.port[first];
    told.port[1] = key.port[1 - first];
  }
  options_.packets->on_packet(told);
}

void Settler::on_flow_event(Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                            EndReason reason) {
  tell_if_revised(flow, time_ns);
  const FlowRecord record = record_of(flow, reason);
  flow.told_server = told_code(server_side(record, flow));
  sink_.on_event({kind, time_ns, &record});
}

// Events have named a client and a server before, and now they would be the other way round.
void Settler::tell_if_revised(Flow& flow, std::int64_t time_ns) {
  if (flow.told_server == 0) return;
  const FlowRecord record = record_of(flow, EndReason::kCaptureEnd);
  const std::uint8_t server = told_code(server_side(record, flow));
  if (server == flow.told_server) return;
  flow.told_server = server;
  sink_.on_event({FlowEventKind::kRevised, time_ns, &record});
}

// What was never complete of its labels is taken now: their records may be made in parallel.
void Settler::on_last_look(std::span<const Flow* const> flows) {
  for (const Flow* flow : flows) {
    labeller_.finish(*flow);
    learn(*flow);
  }
}

void Settler::on_capture_end() {
  capture_ended_ = true;
  learned_.catch_up();
  // The flows themselves stay where they are: they are large.
  std::vector<std::pair<std::uint64_t, const KeptFlow*>> by_id;
  by_id.reserve(waiting_.size());
  for (const KeptFlow& item : waiting_) by_id.emplace_back(item.flow.flow_id, &item);
  std::sort(by_id.begin(), by_id.end());
  const auto waiting_at = [&](std::size_t i) {
    if (i + kPrefetchedAhead < by_id.size()) {
      prefetch_evidence(by_id[i + kPrefetchedAhead].second->flow, learned_);
    }
    return EndedFlow{&by_id[i].second->flow, by_id[i].second->reason};
  };
  if (!hand_on_together(by_id.size(), waiting_at)) {
    for (const auto& [id, item] : by_id) tell_waiting(*item);
  }
  waiting_.clear();
  if (options_.revise) {
    revisions_.review_all(
        INT64_MAX, [&](Revisions::Told& told) { review(told); },
        [&](const Revisions::Told& told) { forget(told); });
  }
}

// It waits for the second look, if there is memory for it.
bool Settler::is_kept_waiting(const EndedFlow& ended) {
  const auto& [flow, reason] = ended;
  if (!options_.second_look || capture_ended_) return false;
  if (is_settled(*flow) && !is_checked(*flow, reason)) return false;
  KeptFlow kept(*flow, reason);
  if (!budget_.try_take(kept.bytes())) return false;
  waiting_.push_back(std::move(kept));
  if (reason == EndReason::kActiveTimeout) waiting_.back().flow.labels = labeller_.clone(*flow);
  return true;
}

void Settler::tell_waiting(const KeptFlow& item) {
  add_to_batch({&item.flow, item.reason}, batch_);
  hand_on(batch_.items().front());
  batch_.clear();
  labeller_.release(item.flow);
  budget_.give_back(item.bytes());
}

// Half of what waits, those first that have waited longest.
bool Settler::give_back_memory() {
  const std::size_t count = (waiting_.size() + 1) / 2;
  for (std::size_t i = 0; i < count; ++i) {
    tell_waiting(waiting_.front());
    waiting_.pop_front();
  }
  return count > 0;
}

bool Settler::on_open_flows_end(const OpenFlows& open) {
  return hand_on_together(open.size(), [&](std::size_t i) {
    open.prefetch_after(i);
    constexpr std::size_t kSoon = kPrefetchedAhead / 2;  // so that the flow has arrived
    if (i + kSoon < open.size()) prefetch_evidence(open[i + kSoon], learned_);
    return EndedFlow{&open[i], open.end_reason(i)};
  });
}

namespace {

// Settles one stretch of a list after the other, for a part of the sink.
class SettlingWorker final : public StretchWorker {
 public:
  SettlingWorker(std::unique_ptr<RecordPart> part, const Settler::SettleStretch& settle)
      : part_(std::move(part)), settle_(settle) {}

  void work(std::size_t begin, std::size_t end) override {
    for (; begin < end; begin += RecordBatch::kCapacity) {
      settle_(begin, std::min(end, begin + RecordBatch::kCapacity), batch_);
      for (const RecordBatch::Item& item : batch_.items()) part_->on_record(item.record);
      batch_.clear();
    }
  }
  void hand_over() override { part_->hand_over(); }

 private:
  const std::unique_ptr<RecordPart> part_;
  const Settler::SettleStretch& settle_;
  RecordBatch batch_;
};

}  // namespace

// False where more than records has to be told of each. It is the end of the capture: nothing is
// learned any more, and what waited need not give its memory back.
bool Settler::hand_on_together(std::size_t count, const EndedFlowAt& flow_at) {
  if (options_.events || options_.self_check || options_.revise) return false;
  const SettleStretch settle = [&](std::size_t begin, std::size_t end, RecordBatch& batch) {
    for (std::size_t i = begin; i < end; ++i) add_to_batch(flow_at(i), batch);
  };
  if (hand_on_in_parallel(count, settle)) return true;
  for (std::size_t begin = 0; begin < count; begin += RecordBatch::kCapacity) {
    settle(begin, std::min(count, begin + RecordBatch::kCapacity), batch_);
    hand_on_batch();
  }
  return true;
}

// False where it is not worth it, or the sink cannot take records so. What belongs to the flows is
// not given back: that is for one thread.
bool Settler::hand_on_in_parallel(std::size_t count, const SettleStretch& settle) {
  // So many at a time are worth a change of threads, and their text stays in the cache.
  constexpr std::size_t kStretch = 128;
  if (options_.threads < 2 || count < options_.least_flows_for_threads) return false;
  // No more than there is work for.
  const std::size_t stretches = (count + kStretch - 1) / kStretch;
  const auto threads = static_cast<unsigned>(std::min<std::size_t>(options_.threads, stretches));
  std::vector<std::unique_ptr<StretchWorker>> workers;
  while (workers.size() < std::min<std::size_t>(2 * std::size_t{threads}, stretches)) {
    std::unique_ptr<RecordPart> part = sink_.make_part();
    if (part == nullptr) return false;
    workers.push_back(std::make_unique<SettlingWorker>(std::move(part), settle));
  }
  work_in_order(count, kStretch, threads, workers);
  return true;
}

void Settler::add_to_batch(const EndedFlow& ended, RecordBatch& batch) {
  RecordBatch::Item& item = batch.add(ended);
  make_record(*ended.flow, ended.reason, item.record, item.tcp);
}

FlowRecord Settler::record_of(const Flow& flow, EndReason reason) {
  FlowRecord record;
  make_record(flow, reason, record, tcp_record_);
  return record;
}

// What is known of the hosts' names now: more than when the conversation ended, if it has waited.
void Settler::make_record(const Flow& flow, EndReason reason, FlowRecord& record,
                          TcpRecord& tcp_record) {
  labeller_.prefetch(flow);
  settle(flow, reason, learned_, record);
  const Side client = other_side(server_side(record, flow));
  record.community_id_seed = options_.community_id_seed;
  if (flow.labels != kNoLabels) record.labels = labeller_.labels_of(flow, client);
  if (record.labels != nullptr) record.labels->prefetch();
  if (flow.is_tcp()) {
    report_tcp(flow, client, tcp_record);
    record.tcp = &tcp_record;
  }
  if (options_.names) names_.name(record);
}

// Hands on what is in the batch, and empties it.
void Settler::hand_on_batch() {
  const std::span<const RecordBatch::Item> items = batch_.items();
  for (const RecordBatch::Item& item : items) hand_on(item);
  for (const RecordBatch::Item& item : items) {
    if (item.ended.reason != EndReason::kActiveTimeout) labeller_.release(*item.ended.flow);
  }
  batch_.clear();
}

void Settler::hand_on(const RecordBatch::Item& item) {
  const auto& [flow, reason] = item.ended;
  sink_.on_record(item.record);
  if (is_checked(*flow, reason)) check(*flow, reason);
  if (options_.revise && !capture_ended_) {
    keep_for_revision(*flow, reason, server_side(item.record, *flow));
  }
}

void Settler::keep_for_revision(const Flow& flow, EndReason reason, Side server) {
  const auto forget_it = [&](const Revisions::Told& told) { forget(told); };
  if (!is_settled(flow)) {
    if (revisions_.is_full()) revisions_.forget_first(forget_it);
    Revisions::Told& told = revisions_.keep(flow, reason, server);
    if (budget_.try_take(told.bytes())) {
      told.flow.labels = labeller_.clone(flow);
    } else {
      revisions_.drop_last();
    }
  }
  if (revisions_.is_due(flow.end_ns)) {
    revisions_.review_all(
        flow.end_ns, [&](Revisions::Told& told) { review(told); }, forget_it);
  }
}

void Settler::forget(const Revisions::Told& told) {
  labeller_.release(told.flow);
  budget_.give_back(told.bytes());
}

// The record is told anew where client and server have changed places.
void Settler::review(Revisions::Told& told) {
  FlowRecord record = record_of(told.flow, told.reason);
  const Side server = server_side(record, told.flow);
  if (server == told.server) return;
  told.server = server;
  record.revision = ++told.revision;
  sink_.on_record(record);
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
  FlowRecord truth;
  FlowRecord decided;
  settle(flow, reason, learned_, truth);
  settle(without_handshake(flow), reason, learned_, decided);
  const Side client = flow.syn_frame[0] != 0 ? Side::kLow : Side::kHigh;
  sink_.on_self_check({&truth, &decided, flow.first_sender_after_handshake == client});
}

}  // namespace flowsnoop
