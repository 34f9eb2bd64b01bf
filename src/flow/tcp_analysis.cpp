#include "flow/tcp_analysis.h"

#include <algorithm>

#include "flow/odd_segment.h"

namespace flowsnoop {

void analyze_odd_segment(FlowPool& pool, Flow& flow, Side sender, const FlowPacket& packet) {
  OddSegment(pool, flow, sender, packet).take();
}

void note_silence(TcpFlow& tcp, std::int64_t silence_ns, TcpTicks now) {
  const std::int64_t units = std::min<std::int64_t>(silence_ns / TcpFlow::kIdleUnit_ns, UINT32_MAX);
  tcp.longest_idle = std::max(tcp.longest_idle, static_cast<std::uint32_t>(units));
  if (silence_ns <= kLongSilence_ns) return;
  for (TcpSide& side : tcp.side) {
    side.clear(TcpSide::kTiming);
    side.advanced_at = now - kLongAgo;
  }
}

void begin_tcp_record(Flow& flow) {
  TcpFlow& tcp = flow.tcp;
  tcp.longest_idle = 0;
  tcp.handshake[0] = tcp.handshake[1] = 0;
  if (flow.has_answered) flow.first_payload_ns = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    tcp.rtt[i] = TcpRtt{};
    tcp.rtt_samples[i] = 0;
    if (flow.rare == nullptr) continue;
    TcpRareSide& rare = flow.rare->side[i];
    rare.retransmitted_bytes = rare.missed_bytes = 0;
    rare.retransmissions = rare.fast_retransmissions = rare.spurious_retransmissions = 0;
    rare.out_of_order = rare.duplicate_acks = rare.zero_windows = rare.window_fulls = 0;
    rare.keep_alives = rare.zero_window_probes = rare.gaps = rare.resets = 0;
    rare.min_hop_limit = rare.max_hop_limit = 0;
  }
}

}  // namespace flowsnoop
