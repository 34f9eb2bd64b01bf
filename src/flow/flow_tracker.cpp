#include "flow/flow_tracker.h"

#include <algorithm>
#include <limits>

#include "flow/eviction.h"
#include "flow/flow_order.h"
#include "flow/open_flows.h"
#include "flow/other_flow.h"
#include "flow/tcp_analysis.h"
#include "flow/tcp_state.h"
#include "flow/times.h"
#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

void count(Flow& flow, Side sender, const FlowPacket& packet) {
  FlowCounters& sent = flow.sent[index(sender)];
  sent.packets += packet.frames;
  sent.bytes += packet.original_length;
  sent.payload_bytes += packet.headers.payload_length;
  if (packet.headers.bad_checksums != 0) {
    std::uint16_t& bad = flow.bad_checksums[index(sender)];
    if (bad != std::numeric_limits<std::uint16_t>::max()) ++bad;
  }
  if (packet.timestamp_ns < flow.start_ns) [[unlikely]]
    flow.start_ns = packet.timestamp_ns;
  flow.end_ns = std::max(flow.end_ns, packet.timestamp_ns);
}

// Where memory is used up, so large a part of all flows ends at once: looking for them is not
// cheap.
constexpr std::size_t kEvictedPart = 8;

// Sets what the first packet of a record says; everything else has its default value.
void begin_record(Flow& flow, Side sender, const FlowPacket& packet) {
  flow.flow_id = packet.flow_id();
  flow.first_frame = packet.frame_number;
  flow.first_sender = sender;
  flow.start_ns = packet.timestamp_ns;
  flow.end_ns = packet.timestamp_ns;
  flow.vlan_ids = packet.headers.vlan_ids;
  flow.vlan_count = packet.headers.vlan_count;
  flow.begun_by_broadcast = packet.headers.link_broadcast;
}

// Over by its own doing, which was told when it happened.
bool is_over(FlowState state) {
  return state == FlowState::kClosed || state == FlowState::kReset || state == FlowState::kRefused;
}

std::array<std::int64_t, kFlowStateCount> timeouts_by_state(const FlowTimeouts& timeouts) {
  std::array<std::int64_t, kFlowStateCount> result{};
  const auto set = [&](FlowState state, std::int64_t timeout_ns) {
    result[static_cast<std::size_t>(state)] = timeout_ns;
  };
  set(FlowState::kSynSent, timeouts.tcp_half_open_ns);
  set(FlowState::kSynReceived, timeouts.tcp_half_open_ns);
  set(FlowState::kEstablished, timeouts.tcp_established_ns);
  set(FlowState::kHalfClosed, timeouts.tcp_half_open_ns);
  set(FlowState::kClosed, timeouts.tcp_closed_ns);
  set(FlowState::kReset, timeouts.tcp_closed_ns);
  set(FlowState::kRefused, timeouts.tcp_closed_ns);
  set(FlowState::kOneWay, timeouts.udp_ns);
  set(FlowState::kTwoWay, timeouts.udp_ns);
  return result;
}

std::optional<FlowEventKind> update_udp(Flow& flow, Side sender, const FlowPacket& packet) {
  if (flow.key.protocol != kProtocolUdp) [[unlikely]]
    note_other(flow, sender, packet);
  if (packet.carries != 0) [[unlikely]] {
    flow.carried.packets = flow.carried.packets + packet.frames;
    flow.carried.bytes = flow.carried.bytes + packet.original_length;
  }
  const bool both = flow.sent[0].packets != 0 && flow.sent[1].packets != 0;
  flow.state = both ? FlowState::kTwoWay : FlowState::kOneWay;
  // The frame is looked at last: it is not among what most packets need.
  const bool is_first = flow.sent[0].packets + flow.sent[1].packets == packet.frames &&
                        packet.frame_number == flow.first_frame;
  return is_first ? std::optional(FlowEventKind::kNew) : std::nullopt;
}

}  // namespace

FlowTracker::FlowTracker(const FlowTimeouts& timeouts, HashKey hash_key, FlowListener& listener,
                         MemoryBudget* budget)
    : timeouts_(timeouts),
      timeout_by_state_(timeouts_by_state(timeouts)),
      hash_(hash_key),
      listener_(listener),
      tells_packets_(listener.wants_packets()),
      tells_events_(listener.hears_events()),
      budget_(budget != nullptr ? *budget : unlimited_),
      pool_(&budget_),
      table_(pool_),
      wheel_(pool_),
      tunnels_(hash_key) {}

void FlowTracker::add(std::span<const FlowPacket> packets) {
  while (!packets.empty()) {
    const std::size_t size = std::min(packets.size(), kBatch);
    add_batch(packets.first(size));
    packets = packets.subspan(size);
  }
}

inline void FlowTracker::locate(const Decoded& headers, Located& where) {
  where.sender = make_flow_key(headers, where.key);
  where.tunnels = nullptr;
  if (headers.tunnels.count > 0) [[unlikely]] {
    const TunnelTable::Entry& tunnel = tunnels_.find(headers.tunnels);
    where.key.tunnel = tunnel.number;
    where.tunnels = &tunnel.path;
  }
  where.hash = hash_(where.key);
}

// Asks for the memory of the flow that the packet belongs to, as far as the hash tells.
[[gnu::always_inline]] inline void FlowTracker::guess(Located& where) {
  where.guess = table_.guess(where.hash);
  where.guessed = where.guess != kNoFlow ? &pool_[where.guess] : nullptr;
  if (where.guessed != nullptr) pool_.prefetch(where.guess);
}

// A flow that is silent for longer than until then is over.
inline std::int64_t FlowTracker::deadline_ns(const Flow& flow) const {
  return later(flow.end_ns, timeout_ns(flow, flow.state));
}

// False for nearly all packets, and then end_before() has nothing to say.
inline bool FlowTracker::may_end_before(const Flow& flow, const FlowPacket& packet) const {
  return packet.timestamp_ns > deadline_ns(flow) || (packet.headers.tcp_flags & kTcpSyn) != 0 ||
         timeouts_.active_ns > 0;
}

// Inlined where it is called, with what that has at hand.
[[gnu::always_inline]] inline void FlowTracker::add_packet(const FlowPacket& packet,
                                                           const Located& where) {
  FlowIndex at = where.guess;
  Flow* known = where.guessed;
  // The packets before this one may have ended the flow, or begun one.
  if (known == nullptr || known->key != where.key) {
    at = table_.find(where.key, where.hash);
    known = at != kNoFlow ? &pool_[at] : nullptr;
  }
  bool is_scheduled = true;
  if (known == nullptr) {
    at = start_flow(packet, where);
    known = &pool_[at];
    is_scheduled = false;
  } else if (may_end_before(*known, packet)) [[unlikely]] {
    if (const auto reason = end_before(*known, where.sender, packet)) {
      tell_end_event(*known, *reason);
      listener_.on_flow_end(*known, *reason);
      begin_again(at, *reason, packet, where.sender);
      is_scheduled = *reason == EndReason::kActiveTimeout;
    }
  }
  Flow& flow = *known;
  const FlowState state_before = flow.state;
  const bool is_tcp = flow.is_tcp();
  if (is_tcp) analyze_tcp(pool_, flow, where.sender, packet);
  count(flow, where.sender, packet);
  const auto event =
      is_tcp ? update_tcp(flow, where.sender, packet) : update_udp(flow, where.sender, packet);
  std::uint8_t& inspected = flow.payloads_inspected[index(where.sender)];
  if (packet.headers.payload_captured > 0 && inspected < FlowListener::kMaxPayloads) {
    ++inspected;
    listener_.on_payload(flow, where.sender, packet);
  }
  if (tells_packets_) [[unlikely]]
    listener_.on_packet(flow, packet);
  // A longer life is noticed when the flow's slot comes up; a shorter one has to be said.
  if (!is_scheduled) {
    wheel_.schedule(at, deadline_ns(flow));
  } else if (flow.state != state_before &&
             timeout_ns(flow, flow.state) < timeout_ns(flow, state_before)) {
    wheel_.cancel(at);
    wheel_.schedule(at, deadline_ns(flow));
  }
  if (event && tells_events_) {
    listener_.on_flow_event(flow, *event, packet.timestamp_ns, EndReason::kCaptureEnd);
  }
}

// The slots of the whole batch are asked for at once, and flows a few packets before their turn:
// their memory arrives while others have theirs. More of them at once would wait for each other.
void FlowTracker::add_batch(std::span<const FlowPacket> packets) {
  std::int64_t earliest_ns = packets.front().timestamp_ns;
  std::int64_t latest_ns = earliest_ns;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    locate(packets[i].headers, located_[i]);
    table_.prefetch_slot(located_[i].hash);
    earliest_ns = std::min(earliest_ns, packets[i].timestamp_ns);
    latest_ns = std::max(latest_ns, packets[i].timestamp_ns);
  }
  const std::size_t ahead = std::min(kPrefetchedAhead, packets.size());
  for (std::size_t i = 0; i < ahead; ++i) guess(located_[i]);
  const bool moves_clock =
      wheel_.is_behind(latest_ns) || !clock_.hear_ordinary(earliest_ns, latest_ns);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (i + ahead < packets.size()) guess(located_[i + ahead]);
    if (moves_clock) [[unlikely]]
      advance_clock(packets[i].timestamp_ns);
    add_packet(packets[i], located_[i]);
  }
}

// A flow that has its place in the table, but not yet in the wheel.
FlowIndex FlowTracker::start_flow(const FlowPacket& packet, const Located& where) {
  if (!pool_.has_free()) [[unlikely]]
    make_room();
  const FlowIndex at = pool_.acquire();
  Flow& flow = pool_[at];
  flow.key = where.key;
  flow.hash = where.hash;
  flow.tunnels = where.tunnels;
  begin_record(flow, where.sender, packet);
  table_.insert(at);
  return at;
}

// Why the flow that has the packet's socket pair ends before the packet, if it does.
std::optional<EndReason> FlowTracker::end_before(const Flow& flow, Side sender,
                                                 const FlowPacket& packet) const {
  if (packet.timestamp_ns > deadline_ns(flow) && !answers_syn(flow, sender, packet)) {
    return silent_end_reason(flow);
  }
  if (flow.is_tcp() && begins_new_connection(flow, sender, packet)) {
    return EndReason::kPortReuse;
  }
  if (timeouts_.active_ns > 0 && packet.timestamp_ns >= later(flow.start_ns, timeouts_.active_ns)) {
    return EndReason::kActiveTimeout;
  }
  return std::nullopt;
}

// The record that ended is followed by another one on the same socket pair, in the same place. One
// of another conversation is out of the wheel then.
void FlowTracker::begin_again(FlowIndex at, EndReason reason, const FlowPacket& packet,
                              Side sender) {
  Flow& flow = pool_[at];
  if (reason == EndReason::kActiveTimeout) {
    // The same conversation: what is known of it stays known.
    flow.sent[0] = flow.sent[1] = FlowCounters{};
    flow.bad_checksums[0] = flow.bad_checksums[1] = 0;
    flow.icmp_errors = {};
    if (flow.key.protocol == kProtocolUdp) flow.carried = {};
    flow.flow_id = packet.flow_id();
    flow.start_ns = flow.end_ns = packet.timestamp_ns;
    if (flow.is_tcp()) begin_tcp_record(flow);
    return;
  }
  wheel_.cancel(at);
  Flow next;
  next.key = flow.key;
  next.hash = flow.hash;
  next.tunnels = flow.tunnels;
  pool_.release_rare(flow);
  flow = next;
  begin_record(flow, sender, packet);
}

void FlowTracker::tell_end_event(Flow& flow, EndReason reason) {
  if (!tells_events_) return;
  if (flow.state == FlowState::kClosed && !flow.close_told) {
    flow.close_told = true;
    listener_.on_flow_event(flow, FlowEventKind::kClosed, flow.end_ns, reason);
  } else if (reason == EndReason::kIdleTimeout) {
    listener_.on_flow_event(flow, FlowEventKind::kTimedOut, deadline_ns(flow), reason);
  } else if (!is_over(flow.state)) {
    listener_.on_flow_event(flow, FlowEventKind::kEnded, flow.end_ns, reason);
  }
}

bool FlowTracker::note_icmp_error(const Decoded& quoted, IcmpErrorKind kind, std::uint32_t mtu) {
  Located where;
  locate(quoted, where);
  const FlowIndex at = table_.find(where.key, where.hash);
  if (at == kNoFlow) return false;
  Flow& flow = pool_[at];
  flow.icmp_errors.add(kind, mtu);
  // What did not get through to a side that has never spoken, as in a traceroute, answers nothing.
  const std::size_t asked = index(other_side(where.sender));
  if (kind != IcmpErrorKind::kPortUnreachable && flow.sent[asked].packets != 0) return true;
  std::uint8_t& votes = flow.unreachable_votes[asked];
  if (votes != std::numeric_limits<std::uint8_t>::max()) ++votes;
  return true;
}

void FlowTracker::advance_clock(std::int64_t now_ns) {
  switch (clock_.hear(now_ns)) {
    case CaptureClock::Step::kNone:
      return;
    case CaptureClock::Step::kBack:
      wheel_.rewind(now_ns);
      return;
    case CaptureClock::Step::kForward:
      if (wheel_.is_behind(now_ns)) end_overdue();
      return;
  }
}

void FlowTracker::end_overdue() {
  const std::int64_t now_ns = clock_.now_ns();
  due_.clear();
  wheel_.advance(now_ns, due_);
  // By flow_id, so that the order does not depend on how the wheel keeps its lists.
  sort_by_flow_id(pool_, due_);
  for (std::size_t i = 0; i < due_.size(); ++i) {
    if (i + 2 * kPrefetchedAhead < due_.size()) pool_.prefetch(due_[i + 2 * kPrefetchedAhead]);
    if (i + kPrefetchedAhead < due_.size()) {
      table_.prefetch_slot(pool_[due_[i + kPrefetchedAhead]].hash);
    }
    const FlowIndex at = due_[i];
    Flow& flow = pool_[at];
    const std::int64_t due_ns = deadline_ns(flow);
    if (due_ns >= now_ns) {
      wheel_.schedule(at, due_ns);
      continue;
    }
    end_flow(at, silent_end_reason(flow));
  }
  finish_ends();
}

// Its end is told with those of others, at the latest by finish_ends().
void FlowTracker::end_flow(FlowIndex at, EndReason reason) {
  tell_end_event(pool_[at], reason);
  ending_.push_back(at);
  ended_.push_back({&pool_[at], reason});
  if (ended_.size() == kEndedTogether || tells_events_) finish_ends();
}

void FlowTracker::finish_ends() {
  listener_.on_flows_end(ended_);
  for (const FlowIndex at : ending_) {
    table_.erase(at);
    pool_.release(at);
  }
  ended_.clear();
  ending_.clear();
}

// Memory for more flows, or, where there is none, flows that others may have.
void FlowTracker::make_room() {
  const std::size_t bytes = FlowPool::kStepBytes + table_.bytes_to_grow(FlowPool::kStep);
  if (budget_.try_take(bytes)) return;
  if (listener_.give_back_memory() && budget_.try_take(bytes)) return;
  evict();
  if (!pool_.has_free()) budget_.take(bytes);  // there was none to end
}

void FlowTracker::evict() {
  due_.clear();
  take_first_due(
      pool_, wheel_, table_.size() / kEvictedPart + 1,
      [this](const Flow& flow) { return deadline_ns(flow); }, due_);
  for (const FlowIndex at : due_) end_flow(at, EndReason::kEvicted);
  finish_ends();
  evicted_ += due_.size();
}

void FlowTracker::finish() {
  // From here on the memory is needed for what is learned of the flows, and to put them in order.
  table_.clear();
  wheel_.clear();
  const OpenFlows open(pool_);
  std::vector<const Flow*> some;
  for (std::size_t i = 0; i < open.size(); ++i) {
    open.prefetch_after(i);
    some.push_back(&open[i]);
    if (some.size() < kBatch && i + 1 < open.size()) continue;
    listener_.on_last_look(some);
    some.clear();
  }
  listener_.on_capture_end();
  if (listener_.on_open_flows_end(open)) {
    budget_.give_back(pool_.clear() * FlowPool::kStepBytes);
    return;
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    open.prefetch_after(i);
    Flow& flow = pool_[open.index(i)];
    tell_end_event(flow, open.end_reason(i));
    listener_.on_flow_end(flow, open.end_reason(i));
    pool_.release(open.index(i));
  }
}

}  // namespace flowsnoop
