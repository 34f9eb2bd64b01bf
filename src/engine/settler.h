// Between the tracker and the sink: looks at payloads, learns from conversations, settles roles.
//
// A conversation that proves its own roles is handed on when it ends. With a second look, every
// other one waits for the end of the capture, when all that can be learned is known. Where memory
// is used up they are decided with what is known. With revisions, all are handed on when they end,
// and again where what is learned later turns the verdict. For a self-check, conversations with a
// handshake are decided without it, and all wait.
//
// Used by one thread; with several, those conversations that wait for the end of the capture are
// handed on in parallel, where the sink can take them so.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <span>

#include "engine/kept_flow.h"
#include "engine/labelling.h"
#include "engine/record_batch.h"
#include "engine/revisions.h"
#include "flow/flow_tracker.h"
#include "flow/memory_budget.h"
#include "flowsnoop/analyzer.h"
#include "flowsnoop/tcp_record.h"
#include "names/passive_names.h"
#include "roles/learned.h"

namespace flowsnoop {

class Settler : public FlowListener {
 public:
  // One of a list of conversations that have ended.
  using EndedFlowAt = std::function<EndedFlow(std::size_t)>;
  // Adds a stretch of the list to a batch, which has room for it.
  using SettleStretch = std::function<void(std::size_t begin, std::size_t end, RecordBatch& batch)>;

  // `sink` and `budget` are borrowed and outlive the settler. What waits takes its memory from the
  // budget; null: there is no limit.
  Settler(const AnalyzerOptions& options, HashKey hash_key, RecordSink& sink,
          MemoryBudget* budget = nullptr)
      : options_(options),
        sink_(sink),
        budget_(budget != nullptr ? *budget : unlimited_),
        learned_(hash_key, max_learned_blocks(options)),
        labeller_(budget_, own_label_bytes(options)),
        names_(hash_key, max_names(options)) {}

  void add_host_names(std::span<const HostName> names) {
    if (options_.names) names_.add(names);
  }

  void on_payload(Flow& flow, Side sender, const FlowPacket& packet) override;
  bool wants_packets() const override { return options_.packets != nullptr; }
  void on_packet(const Flow& flow, const FlowPacket& packet) override;
  void on_flow_end(const Flow& flow, EndReason reason) override {
    const EndedFlow ended{&flow, reason};
    on_flows_end({&ended, 1});
  }
  void on_flows_end(std::span<const EndedFlow> ended) override;
  bool hears_events() const override { return options_.events; }
  void on_flow_event(Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                     EndReason reason) override;
  void on_last_look(std::span<const Flow* const> flows) override;
  void on_capture_end() override;
  bool on_open_flows_end(const OpenFlows& open) override;
  bool give_back_memory() override;

  const Labeller& labels() const { return labeller_; }

 private:
  static std::size_t max_learned_blocks(const AnalyzerOptions& options);
  static std::size_t max_names(const AnalyzerOptions& options);
  static std::size_t own_label_bytes(const AnalyzerOptions& options);
  bool is_checked(const Flow& flow, EndReason reason) const;
  void learn_announced_port(const Flow& flow, Side sender, const FlowPacket& packet);
  void learn(const Flow& flow);
  FlowRecord record_of(const Flow& flow, EndReason reason);
  void make_record(const Flow& flow, EndReason reason, FlowRecord& record, TcpRecord& tcp_record);
  void add_to_batch(const EndedFlow& ended, RecordBatch& batch);
  bool hand_on_together(std::size_t count, const EndedFlowAt& flow_at);
  bool hand_on_in_parallel(std::size_t count, const SettleStretch& settle);
  bool is_kept_waiting(const EndedFlow& ended);
  void tell_waiting(const KeptFlow& item);
  void hand_on_batch();
  void hand_on(const RecordBatch::Item& item);
  void check(const Flow& flow, EndReason reason);
  void tell_if_revised(Flow& flow, std::int64_t time_ns);
  void keep_for_revision(const Flow& flow, EndReason reason, Side server);
  void review(Revisions::Told& told);
  void forget(const Revisions::Told& told);

  const AnalyzerOptions options_;
  RecordSink& sink_;
  MemoryBudget unlimited_;
  MemoryBudget& budget_;
  Learned learned_;
  Labeller labeller_;
  PassiveNames names_;
  std::deque<KeptFlow> waiting_;
  Revisions revisions_;
  TcpRecord tcp_record_;  // of the last record_of()
  RecordBatch batch_;     // empty but for the moment
  bool capture_ended_ = false;
};

}  // namespace flowsnoop
