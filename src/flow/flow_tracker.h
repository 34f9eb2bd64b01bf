// Packets in, ended conversations out.
//
// Time comes from the packets; one that is years off is not believed (capture_clock.h). A
// conversation ends when it has been silent for its timeout, when a new SYN takes its socket pair,
// when it is split by the active timeout, at finish(), or when the memory that is allowed is used
// up: then those end that would be overdue first. The order in which conversations end depends on
// the packets alone, not on how they were batched. Used by one thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "flow/capture_clock.h"
#include "flow/flow_hash.h"
#include "flow/flow_packet.h"
#include "flow/flow_pool.h"
#include "flow/flow_table.h"
#include "flow/memory_budget.h"
#include "flow/open_flows.h"
#include "flow/timer_wheel.h"
#include "flow/tunnel_table.h"
#include "flowsnoop/flow_event.h"
#include "flowsnoop/flow_timeouts.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {

// A conversation that ends. The Flow is valid, and stays as it is, as long as its user says.
struct EndedFlow {
  const Flow* flow = nullptr;
  EndReason reason = EndReason::kCaptureEnd;
};

// Who hears of conversations. The Flow is valid during the call.
class FlowListener {
 public:
  // So many payloads of each side are offered at most.
  static constexpr std::uint8_t kMaxPayloads = 4;

  virtual ~FlowListener() = default;
  // A packet with payload, one of the side's first; the flow's findings are the listener's to set.
  virtual void on_payload(Flow& flow, Side sender, const FlowPacket& packet) = 0;
  // The capture is at its end: every flow that is still open is shown, several at a time, before
  // the first of them ends.
  virtual void on_last_look(std::span<const Flow* const> flows) = 0;
  // All flows that are still open have been shown; their ends follow.
  virtual void on_capture_end() = 0;
  // The ends of all that are still open, at once. False: they are to follow one by one.
  virtual bool on_open_flows_end(const OpenFlows& /*open*/) { return false; }
  // There is no memory left for another flow. True where the listener has given some back.
  virtual bool give_back_memory() { return false; }
  // Whether on_packet() is called; asked once.
  virtual bool wants_packets() const { return false; }
  // `packet` was counted in `flow`.
  virtual void on_packet(const Flow& /*flow*/, const FlowPacket& /*packet*/) {}
  virtual void on_flow_end(const Flow& flow, EndReason reason) = 0;
  // Several in a row, in their order.
  virtual void on_flows_end(std::span<const EndedFlow> ended) {
    for (const auto& [flow, reason] : ended) on_flow_end(*flow, reason);
  }
  // Whether on_flow_event() is called; asked once. Who hears of events hears of each end right
  // after the event that it is.
  virtual bool hears_events() const { return true; }
  // `reason` has a meaning for kTimedOut and kEnded only.
  virtual void on_flow_event(Flow& flow, FlowEventKind kind, std::int64_t time_ns,
                             EndReason reason) = 0;
};

class FlowTracker {
 public:
  // More packets than this at once are taken in several rounds.
  static constexpr std::size_t kBatch = 64;
  // So many ends are told at once at most, where no events are told.
  static constexpr std::size_t kEndedTogether = 16;

  // `listener` and `budget` are borrowed and outlive the tracker. Flows and the table take their
  // memory from the budget; null: there is no limit. Equal keys give equal bucket choices; nothing
  // that can be seen from outside depends on the key.
  FlowTracker(const FlowTimeouts& timeouts, HashKey hash_key, FlowListener& listener,
              MemoryBudget* budget = nullptr);

  // From now on memory for flows is asked for ahead of them; see FlowPool::ask_ahead().
  void ask_ahead(std::function<void(std::span<char>)> want) { pool_.ask_ahead(std::move(want)); }

  // Takes packets in the order of the capture.
  void add(std::span<const FlowPacket> packets);

  // An ICMP error is about this packet, and names the MTU (0: none). Where it says that nobody
  // listens on the port that the packet went to, or where that side has never spoken, it tells who
  // was asked. False where no such conversation is known.
  bool note_icmp_error(const Decoded& quoted, IcmpErrorKind kind, std::uint32_t mtu);

  // Ends conversations that are overdue at `now_ns`.
  void advance_clock(std::int64_t now_ns);

  // Ends all conversations, in order of flow_id.
  void finish();

  std::size_t flows_alive() const { return table_.size(); }

  // Flows that ended early because there was no memory left.
  std::uint64_t evicted() const { return evicted_; }

  // Connections whose losses, repetitions and the like were not counted, or not all, because there
  // was no memory left for that.
  std::uint64_t uncounted_tcp() const { return pool_.refused_rare(); }

  // The paths that Flow::tunnels points to; they live as long as the tracker.
  const TunnelTable& tunnels() const { return tunnels_; }

 private:
  struct Located {
    FlowKey key;
    std::uint32_t hash;
    Side sender;
    const TunnelPath* tunnels;
    Flow* guessed;    // a flow with this hash shortly before, null: none
    FlowIndex guess;  // its place
  };

  void locate(const Decoded& headers, Located& where);
  void guess(Located& where);
  void add_batch(std::span<const FlowPacket> packets);
  void add_packet(const FlowPacket& packet, const Located& where);
  FlowIndex start_flow(const FlowPacket& packet, const Located& where);
  void begin_again(FlowIndex at, EndReason reason, const FlowPacket& packet, Side sender);
  void tell_end_event(Flow& flow, EndReason reason);
  bool may_end_before(const Flow& flow, const FlowPacket& packet) const;
  std::optional<EndReason> end_before(const Flow& flow, Side sender,
                                      const FlowPacket& packet) const;
  // What a flow may be silent for in `state`.
  std::int64_t timeout_ns(const Flow& flow, FlowState state) const {
    if (state >= FlowState::kOneWay && flow.key.protocol != kProtocolUdp) [[unlikely]] {
      return flow.key.icmp_exchange != 0 ? timeouts_.icmp_ns : timeouts_.other_ns;
    }
    return timeout_by_state_[static_cast<std::size_t>(state)];
  }
  void end_overdue();
  void make_room();
  void evict();
  void end_flow(FlowIndex at, EndReason reason);
  void finish_ends();
  std::int64_t deadline_ns(const Flow& flow) const;

  const FlowTimeouts timeouts_;
  const std::array<std::int64_t, kFlowStateCount> timeout_by_state_;
  const FlowHash hash_;
  FlowListener& listener_;
  const bool tells_packets_;
  const bool tells_events_;
  MemoryBudget unlimited_;
  MemoryBudget& budget_;
  FlowPool pool_;
  FlowTable table_;
  TimerWheel wheel_;
  CaptureClock clock_;
  TunnelTable tunnels_;
  std::vector<FlowIndex> due_;           // reused
  std::vector<FlowIndex> ending_;        // flows whose end was begun, at most kEndedTogether
  std::vector<EndedFlow> ended_;         // the same
  std::array<Located, kBatch> located_;  // of the batch, reused: setting it up costs time
  std::uint64_t evicted_ = 0;
};

}  // namespace flowsnoop
