#include "flow/tcp_analysis.h"

#include <algorithm>

#include "decode/tcp_options.h"
#include "flow/tcp_history.h"
#include "flow/tcp_holes.h"

namespace flowsnoop {
namespace {

constexpr TcpTicks ticks_of_ms(std::int64_t milliseconds) {
  return static_cast<TcpTicks>(milliseconds * 1'000'000 / kTcpTick_ns);
}

// A retransmission is a fast one where the duplicate ACKs that asked for it came just before.
constexpr TcpTicks kFastWithin = ticks_of_ms(20);
constexpr std::uint32_t kFastDuplicates = 2;
// A segment below what came before it is out of order where it is not later than this, or than the
// handshake took where that was seen.
constexpr TcpTicks kReorderedWithin = ticks_of_ms(3);
// A SYN-ACK that comes sooner than any timer would send it again is a copy.
constexpr TcpTicks kSentAgainAfter = ticks_of_ms(200);
// What is older is put back to this age, before the ticks wrap.
constexpr TcpTicks kLongAgo = ticks_of_ms(8000);
// Acknowledgments that are further off than any window are not believed.
constexpr std::uint32_t kMaxUnseen = 1u << 30;

// The age of `then`; timestamps that go back make it 0.
TcpTicks age(TcpTicks now, TcpTicks then) {
  const TcpTicks ticks = now - then;
  constexpr TcpTicks kBackwards = ticks_of_ms(1000);
  return ticks > TcpTicks{0} - kBackwards ? 0 : ticks;
}

// Whether a SACK block is about what is beyond the acknowledgment, and not about what came twice
// (RFC 2883).
bool is_beyond(const TcpOptions& options, std::uint32_t acknowledgment) {
  const auto* end = options.sack.begin() + options.sack_count;
  return std::any_of(options.sack.begin(), end, [&](const SackBlock& block) {
    return is_before(acknowledgment, block.begin);
  });
}

// One segment and the connection it belongs to.
class OddSegment {
 public:
  OddSegment(FlowPool& pool, Flow& flow, TcpFlow& tcp, Side sender, const FlowPacket& packet)
      : pool_(pool),
        flow_(flow),
        tcp_(tcp),
        sender_(sender),
        headers_(packet.headers),
        time_ns_(packet.timestamp_ns),
        now_(tcp_ticks(packet.timestamp_ns)),
        side_(tcp.side[index(sender)]),
        peer_(tcp.side[index(other_side(sender))]),
        sequence_(headers_.tcp_sequence),
        length_(headers_.payload_length),
        end_(sequence_ + length_) {}

  void take() {
    note_headers();
    if (headers_.tcp_flags == 0) return;  // cut before its flags, or none that TCP knows
    note_letters();
    if (has(kTcpSyn)) note_syn();
    if (length_ > 0) note_first_payload();
    if (has(kTcpRst)) {
      take_reset();
      return;
    }
    if (!side_.has(TcpSide::kSeen)) begin_side();
    judge_windows();
    judge_sequence();
    advance();
    if (has(kTcpAck)) acknowledge();
    settle_ordinary();
  }

 private:
  bool has(std::uint8_t flag) const { return (headers_.tcp_flags & flag) != 0; }
  // Neither begins nor ends the connection.
  bool is_inner() const { return !has(kTcpSyn | kTcpFin | kTcpRst); }
  // What takes a sequence number.
  bool occupies() const { return length_ > 0 || has(kTcpSyn | kTcpFin); }
  std::uint32_t next_after() const { return end_ + (has(kTcpSyn | kTcpFin) ? 1 : 0); }

  TcpRareSide& rare() { return pool_.rare(flow_).side[index(sender_)]; }
  TcpRareSide& peer_rare() { return pool_.rare(flow_).side[index(other_side(sender_))]; }
  // Without making one.
  const TcpRareSide* rare_if_any(Side side) const {
    return flow_.rare == nullptr ? nullptr : &flow_.rare->side[index(side)];
  }
  void tell_first(TcpLetter letter) { tell_once(pool_, flow_, tcp_, sender_, letter); }
  void tell_counted(Side side, TcpLetter letter, std::uint64_t times) {
    tell_repeated(pool_, flow_, tcp_, side, letter, times);
  }

  void note_headers();
  void note_letters();
  void note_syn();
  void note_first_payload();
  void take_reset();
  void begin_side();
  void judge_windows();
  void judge_acknowledgment();
  void judge_sequence();
  void judge_repetition();
  bool is_fast_retransmission() const;
  bool is_out_of_order() const;
  void count_bytes();
  void advance();
  bool answers_syn() const;
  void take_handshake();
  void acknowledge();
  void note_unseen();
  void settle_ordinary();

  FlowPool& pool_;
  Flow& flow_;
  TcpFlow& tcp_;
  const Side sender_;
  const Decoded& headers_;
  const std::int64_t time_ns_;
  const TcpTicks now_;
  TcpSide& side_;
  TcpSide& peer_;
  const std::uint32_t sequence_;
  const std::uint32_t length_;
  const std::uint32_t end_;
  bool keeps_alive_ = false;
  bool probes_ = false;
};

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
        !side_.has(TcpSide::kSeen) || (flow_.sequence_known[index(sender_)] &&
                                       flow_.first_sequence[index(sender_)] != sequence_ + 1);
    const TcpLetter letter = has(kTcpAck) ? TcpLetter::kSynAck : TcpLetter::kSyn;
    if (is_other || !has_told(tcp_, flow_.rare, sender_, letter)) {
      tell(pool_, flow_, tcp_, sender_, letter);
    }
  }
  if (length_ > 0 && !side_.has(TcpSide::kSaidData)) {
    side_.set(TcpSide::kSaidData);
    tell(pool_, flow_, tcp_, sender_, TcpLetter::kData);
  }
  if (length_ == 0 && is_inner() && has(kTcpAck) && !side_.has(TcpSide::kSaidAck)) {
    side_.set(TcpSide::kSaidAck);
    tell(pool_, flow_, tcp_, sender_, TcpLetter::kAck);
  }
  if (has(kTcpFin)) {
    if (!side_.has(TcpSide::kSentFin) || next_after() != side_.next) {
      tell(pool_, flow_, tcp_, sender_, TcpLetter::kFin);
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
  const bool other_spoke = peer_.has(TcpSide::kSaidData);
  if (flow_.has_answered) return;
  if (!other_spoke) {
    if (flow_.first_payload_ns == 0) flow_.first_payload_ns = time_ns_;
    return;
  }
  flow_.has_answered = true;
  flow_.first_payload_ns = std::max<std::int64_t>(time_ns_ - flow_.first_payload_ns, 0);
}

// The sequence number of a RST is not always where its side is: nothing follows from it.
void OddSegment::take_reset() {
  TcpRareSide& kept = rare();
  ++kept.resets;
  if (!has_told(tcp_, flow_.rare, sender_, TcpLetter::kReset) || kept.reset_sequence != sequence_) {
    tell(pool_, flow_, tcp_, sender_, TcpLetter::kReset);
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

// What a segment says by its window and by its one byte at the most.
void OddSegment::judge_windows() {
  if (!is_inner()) return;
  const bool knows_window = peer_.has(TcpSide::kHasAcked);
  if (headers_.tcp_window == 0 && has(kTcpAck)) {
    TcpRareSide& kept = rare();
    tell_counted(sender_, TcpLetter::kZeroWindow, ++kept.zero_windows);
  }
  if (length_ == 1 && sequence_ == side_.next && knows_window && peer_.window == 0) {
    probes_ = true;
    ++rare().zero_window_probes;
    return;
  }
  if (length_ <= 1 && sequence_ == side_.next - 1) {
    keeps_alive_ = true;
    ++rare().keep_alives;
  }
  const bool knows_shift = (flow_.tcp_flags[index(other_side(sender_))] & kTcpSyn) != 0;
  if (length_ > 0 && knows_window && knows_shift &&
      end_ == peer_.acknowledged + (std::uint32_t{peer_.window} << peer_.scale())) {
    ++rare().window_fulls;
  }
  if (length_ == 0 && has(kTcpAck)) judge_acknowledgment();
}

// A duplicate ACK repeats acknowledgment and window, or says what came beyond a hole (RFC 6675
// section 2) where the window changed. An answer to a keep-alive looks the same.
void OddSegment::judge_acknowledgment() {
  if (!side_.has(TcpSide::kHasAcked) || headers_.tcp_acknowledgment != side_.acknowledged ||
      sequence_ != side_.next || headers_.tcp_window == 0) {
    return;
  }
  const TcpRareSide* asked = rare_if_any(other_side(sender_));
  const bool same_window = headers_.tcp_window == side_.window;
  if (asked != nullptr && same_window && asked->last_kept_alive) return;
  const TcpOptions options = tcp_options(headers_);
  if (!same_window && !is_beyond(options, headers_.tcp_acknowledgment)) return;
  TcpRareSide& kept = rare();
  ++kept.duplicate_acks;
  ++kept.duplicate_run;
  kept.sack_count = options.sack_count;
  kept.sack = options.sack;
}

void OddSegment::judge_sequence() {
  if (is_before(side_.next, sequence_)) {
    TcpRareSide& kept = rare();
    ++kept.gaps;
    const bool knows_more = kept.has_unseen && is_before(side_.next, kept.unseen_end);
    const std::uint32_t begin = knows_more ? kept.unseen_end : side_.next;
    if (is_before(begin, sequence_)) open_hole(kept, begin, sequence_, false);
  }
  if (occupies() && !keeps_alive_ && !probes_) judge_repetition();
  if (length_ > 0) count_bytes();
}

void OddSegment::judge_repetition() {
  const bool is_acknowledged =
      length_ > 0 && peer_.has(TcpSide::kHasAcked) && !is_before(peer_.acknowledged, end_);
  // A byte that probed a zero window is sent again with what follows it.
  const bool follows_probe = length_ > 1 && sequence_ == side_.next - 1;
  if (!is_acknowledged && (!is_before(sequence_, side_.next) || follows_probe)) return;
  TcpRareSide& kept = rare();
  if (is_acknowledged) {
    ++kept.spurious_retransmissions;
  } else if (is_fast_retransmission()) {
    ++kept.fast_retransmissions;
  } else if (is_out_of_order()) {
    ++kept.out_of_order;
    return;
  }
  ++kept.retransmissions;
  if (length_ > 0) tell_counted(sender_, TcpLetter::kRetransmit, kept.retransmissions);
  // Karn: its acknowledgment does not say which of the two it is for (RFC 6298 section 3). Of SYNs
  // the last one is taken for the one that was answered, and of SYN-ACKs that were sent again.
  if (!has(kTcpSyn)) {
    side_.clear(TcpSide::kTiming);
  } else if (!has(kTcpAck) || age(now_, side_.timed_at) >= kSentAgainAfter) {
    side_.timed_at = now_;
  }
  if (age(now_, side_.advanced_at) > kLongAgo) side_.advanced_at = now_ - kLongAgo;
}

bool OddSegment::is_fast_retransmission() const {
  const TcpRareSide* asked = rare_if_any(other_side(sender_));
  if (asked == nullptr || asked->duplicate_run < kFastDuplicates) return false;
  if (age(now_, asked->last_at) >= kFastWithin) return false;
  if (peer_.acknowledged == sequence_) return true;
  // What the duplicate ACKs do not say that they have.
  const auto* blocks_end = asked->sack.begin() + asked->sack_count;
  return asked->sack_count > 0 &&
         std::none_of(asked->sack.begin(), blocks_end, [&](const SackBlock& block) {
           return !is_before(sequence_, block.begin) && !is_before(block.end, end_);
         });
}

bool OddSegment::is_out_of_order() const {
  const TcpTicks handshake = tcp_.handshake[0] + tcp_.handshake[1];
  const bool is_known = tcp_.handshake[0] != 0 && tcp_.handshake[1] != 0;
  return age(now_, side_.advanced_at) < (is_known ? handshake : kReorderedWithin) &&
         next_after() != side_.next;
}

// Bytes that were there before. The byte of a probe comes again when there is room for it.
void OddSegment::count_bytes() {
  std::uint32_t fresh = 0;
  if (probes_) {
    rare().retransmitted_bytes += length_;
    return;
  }
  if (flow_.rare != nullptr) fresh += fill_holes(rare(), sequence_, end_);
  if (is_before(sequence_, side_.next)) {
    const std::uint32_t below = std::min(length_, side_.next - sequence_);
    if (below > fresh) rare().retransmitted_bytes += below - fresh;
  }
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
  return flow_.sequence_known[asker] && (flow_.tcp_flags[asker] & kTcpSyn) != 0 &&
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
  const bool is_new = !side_.has(TcpSide::kHasAcked) || acknowledgment != side_.acknowledged;
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
    if (is_new) kept.duplicate_run = 0;
    kept.last_at = now_;
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
    if (state.duplicate_run > 0 || state.last_kept_alive || state.last_probed || has_closed ||
        is_behind || has_open_hole(state)) {
      side.clear(TcpSide::kOrdinary);
    } else {
      side.set(TcpSide::kOrdinary);
    }
  }
}

}  // namespace

void take_round_trip(TcpFlow& tcp, Side acknowledger, TcpTicks now) {
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

void analyze_odd_segment(FlowPool& pool, Flow& flow, TcpFlow& tcp, Side sender,
                         const FlowPacket& packet) {
  OddSegment(pool, flow, tcp, sender, packet).take();
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

void begin_tcp_record(Flow& flow, TcpFlow& tcp) {
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
