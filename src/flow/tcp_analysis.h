// What went wrong on a TCP connection, and how long its ways are: judged by each segment, seen from
// the capture point.
//
// Nothing is taken for granted: either direction may be missing from the capture, it may begin in
// mid-stream, and packets may be lost to it. The rules that tell one kind of repetition from the
// other are those that Wireshark documents (User's Guide, "TCP Analysis"), so that the two can be
// compared; docs/tcp.md has them. Used by one thread.
#pragma once

#include <algorithm>

#include "flow/flow_packet.h"
#include "flow/flow_pool.h"

namespace flowsnoop {

// Whether `a` is before `b` in the circle of sequence numbers (RFC 9293 section 3.4).
constexpr bool is_before(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) < 0;
}

// From one time to the other; wraps where a damaged timestamp makes it too long.
constexpr std::int64_t span_ns(std::int64_t from_ns, std::int64_t to_ns) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(to_ns) -
                                   static_cast<std::uint64_t>(from_ns));
}

// An acknowledgment of data that is being timed.
inline void take_round_trip(TcpFlow& tcp, Side acknowledger, TcpTicks now) {
  TcpSide& timed = tcp.side[index(other_side(acknowledger))];
  TcpRtt& rtt = tcp.rtt[index(acknowledger)];
  std::uint16_t& samples = tcp.rtt_samples[index(acknowledger)];
  timed.clear(TcpSide::kTiming);
  const TcpTicks sample = age(now, timed.timed_at);
  if (samples == 0) {
    rtt = {sample, sample, sample, 0};
  } else {
    rtt.min = std::min(rtt.min, sample);
    rtt.max = std::max(rtt.max, sample);
    rtt.smoothed = rtt.smoothed - rtt.smoothed / 8 + sample / 8;
  }
  if (samples == UINT16_MAX) return;
  ++samples;
  rtt.sum += static_cast<float>(sample);
}

// Every segment that is not the next one of a connection on which all is well.
void analyze_odd_segment(FlowPool& pool, Flow& flow, Side sender, const FlowPacket& packet);

// A silence that is longer than any before, or near to where TcpTicks wrap.
inline constexpr std::int64_t kLongSilence_ns = 16'000'000'000;
void note_silence(TcpFlow& tcp, std::int64_t silence_ns, TcpTicks now);

// Forgets what is a record's, and keeps what is the connection's: the conversation goes on in a
// further record.
void begin_tcp_record(Flow& flow);

// Takes a packet of a TCP flow, the first one too. The flow's end_ns, tcp_flags and first_sequence
// are still those of the packets before it.
inline void analyze_tcp(FlowPool& pool, Flow& flow, Side sender, const FlowPacket& packet) {
  TcpFlow& tcp = flow.tcp;
  const Decoded& headers = packet.headers;
  TcpSide& side = tcp.side[index(sender)];
  TcpSide& peer = tcp.side[index(other_side(sender))];
  const TcpTicks now = tcp_ticks(packet.timestamp_ns);
  const std::int64_t silence_ns = span_ns(flow.end_ns, packet.timestamp_ns);
  if (silence_ns > std::min(tcp.longest_idle * TcpFlow::kIdleUnit_ns, kLongSilence_ns)) {
    note_silence(tcp, silence_ns, now);
  }
  const std::uint32_t length = headers.payload_length;
  const std::uint32_t acknowledgment = headers.tcp_acknowledgment;
  // Zero where the segment is a matter of course; one branch instead of many.
  constexpr std::uint8_t kUsual = TcpSide::kSeen | TcpSide::kHasAcked | TcpSide::kOrdinary;
  std::uint32_t odd = (std::uint32_t{headers.tcp_flags} & ~std::uint32_t{kTcpPsh}) ^ kTcpAck;
  odd |= headers.tcp_sequence ^ side.next;
  odd |= std::uint32_t{headers.hop_limit} ^ side.hop_limit;
  odd |= headers.bad_checksums;
  odd |= kUsual & ~(side.flags & peer.flags & std::uint32_t{kUsual});
  odd |= (peer.next - acknowledgment) >> 31;
  odd |= headers.tcp_window == 0;
  if (length == 0) {
    odd |= acknowledgment == side.acknowledged;
    odd |= ~side.flags & std::uint32_t{TcpSide::kSaidAck};
  } else {
    const std::uint32_t edge = peer.acknowledged + (std::uint32_t{peer.window} << peer.scale());
    odd |= headers.tcp_sequence + length == edge;
    odd |= ~side.flags & std::uint32_t{TcpSide::kSaidData};
  }
  if (odd != 0) [[unlikely]] {
    analyze_odd_segment(pool, flow, sender, packet);
    return;
  }
  if (length != 0) {
    side.next += length;
    side.advanced_at = now;
    if (!side.has(TcpSide::kTiming)) {
      side.set(TcpSide::kTiming);
      side.timed_sequence = side.next;
      side.timed_at = now;
    }
  }
  if (peer.has(TcpSide::kTiming) && !is_before(acknowledgment, peer.timed_sequence)) {
    take_round_trip(tcp, sender, now);
  }
  side.acknowledged = acknowledgment;
  side.window = headers.tcp_window;
  side.traffic_class = headers.traffic_class;
}

}  // namespace flowsnoop
