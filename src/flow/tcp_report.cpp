#include "flow/tcp_report.h"

#include <algorithm>

#include "flow/tcp_analysis.h"
#include "flow/tcp_history.h"

namespace flowsnoop {
namespace {

constexpr std::uint64_t ns_of(std::uint64_t ticks) {
  return ticks * kTcpTick_ns;
}

RoundTrips round_trips(const TcpFlow& tcp, Side side) {
  const TcpRtt& rtt = tcp.rtt[index(side)];
  const std::uint64_t samples = tcp.rtt_samples[index(side)];
  if (samples == 0) return {};
  const auto mean = static_cast<std::uint64_t>(rtt.sum / static_cast<float>(samples));
  return {samples, ns_of(rtt.min), ns_of(std::clamp<std::uint64_t>(mean, rtt.min, rtt.max)),
          ns_of(rtt.max), ns_of(rtt.smoothed)};
}

void add_syn(const TcpSide& side, TcpEndpoint& endpoint) {
  endpoint.mss = side.mss;
  if (side.has(TcpSide::kScales)) endpoint.window_scale = side.scale();
  endpoint.sack_permitted = (side.options & TcpSide::kSackPermitted) != 0;
  endpoint.timestamps = (side.options & TcpSide::kTimestamps) != 0;
  endpoint.fast_open = (side.options & TcpSide::kFastOpen) != 0;
  endpoint.mptcp = (side.options & TcpSide::kMptcp) != 0;
}

void add_rare(const TcpRareSide& rare, TcpEndpoint& endpoint) {
  endpoint.retransmitted_bytes = rare.retransmitted_bytes;
  endpoint.missed_bytes = rare.missed_bytes;
  endpoint.gaps = rare.gaps;
  endpoint.retransmissions = rare.retransmissions;
  endpoint.fast_retransmissions = rare.fast_retransmissions;
  endpoint.spurious_retransmissions = rare.spurious_retransmissions;
  endpoint.out_of_order = rare.out_of_order;
  endpoint.duplicate_acks = rare.duplicate_acks;
  endpoint.zero_windows = rare.zero_windows;
  endpoint.zero_window_probes = rare.zero_window_probes;
  endpoint.window_fulls = rare.window_fulls;
  endpoint.keep_alives = rare.keep_alives;
  endpoint.resets = rare.resets;
  if (rare.max_hop_limit == 0) return;
  endpoint.min_hop_limit = rare.min_hop_limit;
  endpoint.max_hop_limit = rare.max_hop_limit;
}

// `endpoint` has its default values.
void report_side(const Flow& flow, Side which, TcpEndpoint& endpoint) {
  const TcpFlow& tcp = flow.tcp;
  const TcpSide& side = tcp.side[index(which)];
  const TcpSide& peer = tcp.side[index(other_side(which))];
  endpoint.min_hop_limit = endpoint.max_hop_limit = side.hop_limit;
  endpoint.dscp = side.traffic_class >> 2;
  if (flow.rare != nullptr) add_rare(flow.rare->side[index(which)], endpoint);
  add_syn(side, endpoint);
  const std::uint64_t payload = flow.sent[index(which)].payload_bytes;
  endpoint.retransmitted_bytes = std::min(endpoint.retransmitted_bytes, payload);
  endpoint.unique_bytes = payload - endpoint.retransmitted_bytes;
  endpoint.fin_sent = side.has(TcpSide::kSentFin);
  endpoint.fin_acknowledged =
      endpoint.fin_sent && peer.has(TcpSide::kHasAcked) && !is_before(peer.acknowledged, side.next);
  endpoint.handshake_ns = ns_of(tcp.handshake[index(which)]);
  endpoint.round_trips = round_trips(tcp, which);
}

// Only an answer to what the client said first; what a server says unasked has no such time.
std::uint64_t first_byte_ns(const Flow& flow, Side client) {
  const bool asked = flow.spoke_after_handshake && flow.first_sender_after_handshake == client;
  if (!asked || !flow.has_answered || flow.first_payload_ns < 0) return 0;
  return static_cast<std::uint64_t>(flow.first_payload_ns);
}

}  // namespace

void report_tcp(const Flow& flow, Side client, TcpRecord& record) {
  record = TcpRecord{};
  report_side(flow, client, record.client);
  report_side(flow, other_side(client), record.server);
  static_assert(kMaxTcpHistory <= TcpRecord::kMaxHistory);
  const std::string_view history = write_tcp_history(flow, client, record.history.data());
  record.history_length = static_cast<std::uint8_t>(history.size());
  record.conn_state = tcp_conn_state(history);
  record.first_byte_ns = first_byte_ns(flow, client);
  record.longest_idle_ns = std::uint64_t{flow.tcp.longest_idle} * TcpFlow::kIdleUnit_ns;
}

}  // namespace flowsnoop
