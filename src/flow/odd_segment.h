// One segment that is not a matter of course, and what it says: the slow path of analyze_tcp().
//
// Lives as long as one call; borrows the packet, the flow and the pool.
#pragma once

#include "flow/tcp_analysis.h"
#include "flow/tcp_history.h"

namespace flowsnoop {

class OddSegment {
 public:
  OddSegment(FlowPool& pool, Flow& flow, Side sender, const FlowPacket& packet)
      : pool_(pool),
        flow_(flow),
        tcp_(flow.tcp),
        sender_(sender),
        headers_(packet.headers),
        time_ns_(packet.timestamp_ns),
        now_(tcp_ticks(packet.timestamp_ns)),
        side_(tcp_.side[index(sender)]),
        peer_(tcp_.side[index(other_side(sender))]),
        sequence_(headers_.tcp_sequence),
        length_(headers_.payload_length),
        end_(sequence_ + length_) {}

  // Takes it over into the connection.
  void take();

 private:
  bool has(std::uint8_t flag) const { return (headers_.tcp_flags & flag) != 0; }
  // Neither begins nor ends the connection.
  bool is_inner() const { return !has(kTcpSyn | kTcpFin | kTcpRst); }
  // Comes after all that its side has sent, and nothing has gone wrong so far: there is no more to
  // judge.
  bool is_next() const {
    return sequence_ == side_.next && flow_.rare == nullptr && !is_acknowledged();
  }
  bool is_acknowledged() const {
    return length_ > 0 && peer_.has(TcpSide::kHasAcked) && !is_before(peer_.acknowledged, end_);
  }
  // What takes a sequence number.
  bool occupies() const { return length_ > 0 || has(kTcpSyn | kTcpFin); }
  std::uint32_t next_after() const { return end_ + (has(kTcpSyn | kTcpFin) ? 1 : 0); }

  TcpRareSide& rare() { return pool_.rare(flow_).side[index(sender_)]; }
  TcpRareSide& peer_rare() { return pool_.rare(flow_).side[index(other_side(sender_))]; }
  // Without making one.
  const TcpRareSide* rare_if_any(Side side) const {
    return flow_.rare == nullptr ? nullptr : &flow_.rare->side[index(side)];
  }
  void tell_first(TcpLetter letter) { tell_once(pool_, flow_, sender_, letter); }
  void tell_counted(Side side, TcpLetter letter, std::uint64_t times) {
    tell_repeated(pool_, flow_, side, letter, times);
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
  std::uint32_t earliest() const;
  bool begins_earlier() const;
  std::uint32_t take_earlier();
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

}  // namespace flowsnoop
