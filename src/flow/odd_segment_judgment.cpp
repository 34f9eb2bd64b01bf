// What kind of a segment it is: the rules of docs/tcp.md.
#include <algorithm>

#include "decode/tcp_options.h"
#include "flow/odd_segment.h"
#include "flow/tcp_holes.h"

namespace flowsnoop {
namespace {

// A retransmission is a fast one where the duplicate ACKs that asked for it came just before.
constexpr TcpTicks kFastWithin = ticks_of_ms(20);
constexpr std::uint32_t kFastDuplicates = 2;
// A segment below what came before it is out of order where it is not later than this, or than the
// handshake took where that was seen.
constexpr TcpTicks kReorderedWithin = ticks_of_ms(3);
// A SYN-ACK that comes sooner than any timer would send it again is a copy.
constexpr TcpTicks kSentAgainAfter = ticks_of_ms(200);

// Whether a SACK block is about what is beyond the acknowledgment, and not about what came twice
// (RFC 2883).
bool is_beyond(const TcpOptions& options, std::uint32_t acknowledgment) {
  const auto* end = options.sack.begin() + options.sack_count;
  return std::any_of(options.sack.begin(), end, [&](const SackBlock& block) {
    return is_before(acknowledgment, block.begin);
  });
}

}  // namespace

// What a segment within the connection says by its window and by its one byte at the most.
void OddSegment::judge_windows() {
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
  if (!same_window && headers_.tcp_options_length == 0) return;
  const TcpOptions options = tcp_options(headers_);
  if (!same_window && !is_beyond(options, headers_.tcp_acknowledgment)) return;
  TcpRareSide& kept = rare();
  ++kept.duplicate_acks;
  if (kept.duplicate_of != headers_.tcp_acknowledgment) kept.duplicate_run = 0;
  kept.duplicate_of = headers_.tcp_acknowledgment;
  ++kept.duplicate_run;
  kept.duplicate_at = now_;
  kept.sack_count = options.sack_count;
  if (options.sack_count > 0) kept.sack = options.sack;
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
  // A byte that probed a zero window is sent again with what follows it.
  const bool follows_probe = length_ > 1 && sequence_ == side_.next - 1;
  if (!is_acknowledged() && (!is_before(sequence_, side_.next) || follows_probe)) return;
  TcpRareSide& kept = rare();
  if (is_acknowledged()) {
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
  if (asked->duplicate_of != peer_.acknowledged) return false;  // answered in the meantime
  if (age(now_, asked->duplicate_at) >= kFastWithin) return false;
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

// The first byte of the side that was seen.
std::uint32_t OddSegment::earliest() const {
  const TcpRareSide* kept = rare_if_any(sender_);
  return kept != nullptr && kept->has_earlier ? kept->earliest
                                              : flow_.first_sequence[index(sender_)];
}

bool OddSegment::begins_earlier() const {
  const bool saw_syn = (flow_.tcp_flags[index(sender_)] & kTcpSyn) != 0;
  return !saw_syn && flow_.first_known[index(sender_)] && is_before(sequence_, earliest());
}

// Returns how many of its bytes are from before.
std::uint32_t OddSegment::take_earlier() {
  const std::uint32_t bytes = std::min(length_, earliest() - sequence_);
  TcpRareSide& kept = rare();
  kept.earliest = sequence_;
  kept.has_earlier = true;
  return bytes;
}

// Bytes that were there before. The byte of a probe comes again when there is room for it. Where
// the capture began in the midst of the connection, what is from before that was not there.
void OddSegment::count_bytes() {
  std::uint32_t fresh = 0;
  if (probes_) {
    rare().retransmitted_bytes += length_;
    return;
  }
  if (flow_.rare != nullptr) fresh += fill_holes(rare(), sequence_, end_);
  if (!keeps_alive_ && begins_earlier()) fresh += take_earlier();
  if (is_before(sequence_, side_.next)) {
    const std::uint32_t below = std::min(length_, side_.next - sequence_);
    if (below > fresh) rare().retransmitted_bytes += below - fresh;
  }
}

}  // namespace flowsnoop
