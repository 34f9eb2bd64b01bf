#include "flow/odd_segment.h"

#include <algorithm>

#include "decode/tcp_options.h"
#include "flow/tcp_holes.h"

namespace flowsnoop {
namespace {

// Acknowledgments that are further off than any window are not believed.
constexpr std::uint32_t kMaxUnseen = 1u << 30;

}  // namespace

// With all of it in one, so that the segment stays in registers.
[[gnu::flatten]] void OddSegment::take() {
  note_headers();
  if (headers_.tcp_flags == 0) return;  // cut before its flags, or none that TCP knows
  const bool is_told = side_.has(length_ > 0 ? TcpSide::kSaidData : TcpSide::kSaidAck);
  if (!is_told || !is_inner()) note_letters();
  if (has(kTcpSyn)) note_syn();
  if (length_ > 0) note_first_payload();
  if (has(kTcpRst)) {
    take_reset();
    return;
  }
  if (!side_.has(TcpSide::kSeen)) begin_side();
  if (is_inner()) judge_windows();
  if (!is_next()) judge_sequence();
  advance();
  if (has(kTcpAck)) acknowledge();
  settle_ordinary();
}

void OddSegment::note_headers() {
  const std::uint8_t before = side_.hop_limit;
  const bool is_first = flow_.sent[index(sender_)].packets == 0 && !side_.has(TcpSide::kSeen);
  if (before != headers_.hop_limit && !is_first) {
    TcpRareSide& kept = rare();
    if (kept.max_hop_limit == 0) kept.min_hop_limit = kept.max_hop_limit = before;
    kept.min_hop_limit = std::min(kept.min_hop_limit, headers_.hop_limit);
    kept.max_hop_limit = std::max(kept.max_hop_limit, headers_.hop_limit);
  }
  side_.hop_limit = headers_.hop_limit;
  side_.traffic_class = headers_.traffic_class;
  if (headers_.bad_checksums != 0) {
    tell_counted(sender_, TcpLetter::kChecksum,
                 std::uint64_t{flow_.bad_checksums[index(sender_)]} + 1);
  }
}

// SYN-ACKs, FINs and RSTs are told again where they have another sequence number.
void OddSegment::note_letters() {
  if (has(kTcpFin) && has(kTcpRst)) tell_first(TcpLetter::kInconsistent);
  if (has(kTcpSyn) && has(kTcpFin | kTcpRst)) tell_first(TcpLetter::kMultiFlag);
  if (has(kTcpSyn)) {
    const bool is_other =
        !side_.has(TcpSide::kSeen) || (flow_.first_known[index(sender_)] &&
                                       flow_.first_sequence[index(sender_)] != sequence_ + 1);
    const TcpLetter letter = has(kTcpAck) ? TcpLetter::kSynAck : TcpLetter::kSyn;
    if (is_other || !has_told(flow_, sender_, letter)) {
      tell(pool_, flow_, sender_, letter);
    }
  }
  if (length_ > 0 && is_inner() && !side_.has(TcpSide::kSaidData)) {
    side_.set(TcpSide::kSaidData);
    tell(pool_, flow_, sender_, TcpLetter::kData);
  }
  if (length_ == 0 && is_inner() && has(kTcpAck) && !side_.has(TcpSide::kSaidAck)) {
    side_.set(TcpSide::kSaidAck);
    tell(pool_, flow_, sender_, TcpLetter::kAck);
  }
  if (has(kTcpFin)) {
    if (!side_.has(TcpSide::kSentFin) || next_after() != side_.next) {
      tell(pool_, flow_, sender_, TcpLetter::kFin);
    }
    side_.set(TcpSide::kSentFin);
  }
}

void OddSegment::note_syn() {
  const TcpOptions options = tcp_options(headers_);
  unsigned bits = side_.options & 0x0fu;
  if (options.sack_permitted) bits |= TcpSide::kSackPermitted;
  if (options.has_timestamps) bits |= TcpSide::kTimestamps;
  if (options.fast_open) bits |= TcpSide::kFastOpen;
  if (options.mptcp) bits |= TcpSide::kMptcp;
  side_.mss = options.mss;
  side_.options = static_cast<std::uint8_t>(bits);
  // Both or none (RFC 7323 section 1.3); what was cut may have been there.
  const bool other_known = (flow_.tcp_flags[index(other_side(sender_))] & kTcpSyn) != 0;
  if (options.window_scale != TcpOptions::kNoWindowScale) {
    if (other_known && !peer_.has(TcpSide::kScales)) return;
    side_.set(TcpSide::kScales);
    side_.options = static_cast<std::uint8_t>(bits | unsigned{options.window_scale} << 4);
  } else if (headers_.tcp_options_length != kTcpOptionsCut) {
    peer_.clear(TcpSide::kScales);
    peer_.options &= 0x0f;
  }
}

// The first payload of the side that speaks first is a time; that of the other makes it a span.
void OddSegment::note_first_payload() {
  if (flow_.has_answered) return;
  const bool other_spoke =
      peer_.has(TcpSide::kSaidData) || flow_.sent[index(other_side(sender_))].payload_bytes != 0;
  if (!other_spoke) {
    if (flow_.first_payload_ns == 0) flow_.first_payload_ns = time_ns_;
    return;
  }
  flow_.has_answered = true;
  flow_.first_payload_ns = std::max<std::int64_t>(span_ns(flow_.first_payload_ns, time_ns_), 0);
}

// The sequence number of a RST is not always where its side is: nothing follows from it.
void OddSegment::take_reset() {
  TcpRareSide& kept = rare();
  ++kept.resets;
  if (!has_told(flow_, sender_, TcpLetter::kReset) || kept.reset_sequence != sequence_) {
    tell(pool_, flow_, sender_, TcpLetter::kReset);
  }
  kept.reset_sequence = sequence_;
  // A refusal comes from as far as a SYN-ACK would.
  if (has(kTcpAck) && peer_.has(TcpSide::kTiming) && answers_syn()) take_handshake();
}

void OddSegment::begin_side() {
  side_.set(TcpSide::kSeen);
  side_.next = sequence_;
  side_.advanced_at = now_;
}

void OddSegment::advance() {
  const std::uint32_t next = next_after();
  if (probes_ || !is_before(side_.next, next)) return;
  side_.next = next;
  side_.advanced_at = now_;
  if (side_.has(TcpSide::kTiming)) return;
  side_.set(TcpSide::kTiming);
  // What a SYN carries need not be acknowledged with it (RFC 7413 section 4.2.2).
  side_.timed_sequence = has(kTcpSyn) ? sequence_ + 1 : next;
  side_.timed_at = now_;
}

// Whether what is timed is the other side's SYN, and this acknowledges it.
bool OddSegment::answers_syn() const {
  const std::size_t asker = index(other_side(sender_));
  return flow_.first_known[asker] && (flow_.tcp_flags[asker] & kTcpSyn) != 0 &&
         flow_.first_sequence[asker] == peer_.timed_sequence &&
         !is_before(headers_.tcp_acknowledgment, peer_.timed_sequence);
}

// What answers a SYN without being a SYN-ACK came later: the capture has them in another order.
void OddSegment::take_handshake() {
  peer_.clear(TcpSide::kTiming);
  const bool is_syn_ack = flow_.syn_ack_frame[index(other_side(sender_))] != 0;
  if (!is_syn_ack && !has(kTcpSyn | kTcpRst)) return;
  tcp_.handshake[index(sender_)] = std::max(TcpTicks{1}, age(now_, peer_.timed_at));
}

void OddSegment::acknowledge() {
  const std::uint32_t acknowledgment = headers_.tcp_acknowledgment;
  if (peer_.has(TcpSide::kTiming) && !is_before(acknowledgment, peer_.timed_sequence)) {
    if (answers_syn()) {
      take_handshake();
    } else {
      take_round_trip(tcp_, sender_, now_);
    }
  }
  if (peer_.has(TcpSide::kSeen) && is_before(peer_.next, acknowledgment)) note_unseen();
  if (flow_.rare != nullptr) {
    TcpRareSide& kept = rare();
    TcpRareSide& other = peer_rare();
    if (acknowledgment == kept.duplicate_of) kept.duplicate_at = now_;
    const std::uint32_t told = acknowledge_holes(other, acknowledgment);
    for (std::uint32_t i = 0; i < told; ++i) {
      tell_counted(other_side(sender_), TcpLetter::kGap, ++other.missed_gaps);
    }
  }
  side_.set(TcpSide::kHasAcked);
  side_.acknowledged = acknowledgment;
  side_.window = headers_.tcp_window;
}

// The other side has sent what was not seen. One byte more may be its FIN.
void OddSegment::note_unseen() {
  const std::uint32_t acknowledgment = headers_.tcp_acknowledgment;
  const std::uint32_t unseen = acknowledgment - peer_.next;
  if (unseen <= 1 || unseen > kMaxUnseen) return;
  TcpRareSide& other = peer_rare();
  const bool knows_more = other.has_unseen && is_before(peer_.next, other.unseen_end);
  const std::uint32_t begin = knows_more ? other.unseen_end : peer_.next;
  if (!is_before(begin, acknowledgment)) return;
  open_hole(other, begin, acknowledgment, true);
  other.has_unseen = true;
  other.unseen_end = acknowledgment;
  tell_counted(other_side(sender_), TcpLetter::kGap, ++other.missed_gaps);
}

void OddSegment::settle_ordinary() {
  if (flow_.rare == nullptr) return;
  TcpRareSide& kept = rare();
  kept.last_kept_alive = keeps_alive_;
  kept.last_probed = probes_;
  for (const Side each : {Side::kLow, Side::kHigh}) {
    TcpSide& side = tcp_.side[index(each)];
    const TcpRareSide& state = flow_.rare->side[index(each)];
    const bool has_closed = side.has(TcpSide::kHasAcked) && side.window == 0;
    const bool is_behind = state.has_unseen && is_before(side.next, state.unseen_end);
    const bool is_asking = state.duplicate_run > 1 && state.duplicate_of == side.acknowledged;
    if (is_asking || state.last_kept_alive || state.last_probed || has_closed || is_behind ||
        has_open_hole(state)) {
      side.clear(TcpSide::kOrdinary);
    } else {
      side.set(TcpSide::kOrdinary);
    }
  }
}

}  // namespace flowsnoop
