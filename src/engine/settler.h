// Between the tracker and the sink: looks at payloads, learns from conversations, settles roles.
//
// A conversation that proves its own roles is handed on when it ends. With a second look, every
// other one waits for the end of the capture, when all that can be learned is known; more than
// kMaxWaiting do not wait. For a self-check, conversations with a handshake are decided without it,
// and all wait. Used by one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "flow/flow_tracker.h"
#include "flowsnoop/analyzer.h"
#include "roles/learned.h"

namespace flowsnoop {

class Settler : public FlowListener {
 public:
  static constexpr std::size_t kMaxWaiting = 1u << 20;

  // `sink` is borrowed and outlives the settler.
  Settler(const AnalyzerOptions& options, HashKey hash_key, RecordSink& sink)
      : options_(options), sink_(sink), learned_(hash_key) {}

  void on_payload(Flow& flow, Side sender, const FlowPacket& packet) override;
  void on_flow_end(const Flow& flow, EndReason reason) override;
  void on_flow_event(const Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                     EndReason reason) override;
  void on_last_look(const Flow& flow) override { learn(flow); }
  void on_capture_end() override;

 private:
  // A flow that has ended, with what belongs to it.
  struct Waiting {
    Waiting(const Flow& ended, EndReason why);

    Flow flow;
    EndReason reason;
    std::unique_ptr<TcpFlow> tcp;
    std::unique_ptr<TcpRare> rare;
  };

  bool is_checked(const Flow& flow, EndReason reason) const;
  void learn(const Flow& flow);
  void hand_on(const Flow& flow, EndReason reason);
  void check(const Flow& flow, EndReason reason);

  const AnalyzerOptions options_;
  RecordSink& sink_;
  Learned learned_;
  std::vector<Waiting> waiting_;
  bool capture_ended_ = false;
};

}  // namespace flowsnoop
