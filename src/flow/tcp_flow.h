// What is kept of a TCP connection while its flow lives.
//
// TcpFlow is what every connection has, a part of its Flow; what a packet in order touches comes
// first. TcpRare is what a connection gets at the first loss, repetition, reset or the like, from a
// pool. Both are plain values without heap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "decode/tcp_options.h"
#include "flow/flow_key.h"

namespace flowsnoop {

// Time in steps of 8 ns, which is exact where a capture has microseconds; wraps after 34 s.
using TcpTicks = std::uint32_t;
inline constexpr std::int64_t kTcpTick_ns = 8;
constexpr TcpTicks tcp_ticks(std::int64_t time_ns) {
  return static_cast<TcpTicks>(static_cast<std::uint64_t>(time_ns) / kTcpTick_ns);
}

// So many milliseconds.
constexpr TcpTicks ticks_of_ms(std::int64_t milliseconds) {
  return static_cast<TcpTicks>(milliseconds * 1'000'000 / kTcpTick_ns);
}

// What is older is put back to this age, before the ticks wrap.
inline constexpr TcpTicks kLongAgo = ticks_of_ms(8000);

// The age of `then`; timestamps that go back make it 0.
inline TcpTicks age(TcpTicks now, TcpTicks then) {
  const TcpTicks ticks = now - then;
  constexpr TcpTicks kBackwards = ticks_of_ms(1000);
  return ticks > TcpTicks{0} - kBackwards ? 0 : ticks;
}

// What one side sent, as far as it is needed to judge the next segment. Sequence numbers wrap (RFC
// 9293 section 3.4).
struct TcpSide {
  enum Flag : std::uint8_t {
    kSeen = 0x01,      // it has sent something: `next` is set
    kTiming = 0x02,    // `timed_sequence` waits for its acknowledgment
    kOrdinary = 0x04,  // nothing about it needs a look at its TcpRareSide
    kSaidAck = 0x08,   // has its `a` in the history
    kSaidData = 0x10,  // has its `d` in the history
    kScales = 0x20,    // its SYN has the window scale option, and the other one too
    kHasAcked = 0x40,  // `acknowledged` and `window` are set
    kSentFin = 0x80,
  };
  // In the lower half of `options`; the upper half is the bits to shift its windows by (RFC 7323
  // section 2.2).
  enum Option : std::uint8_t {
    kSackPermitted = 0x01,
    kTimestamps = 0x02,
    kFastOpen = 0x04,
    kMptcp = 0x08,
  };

  bool has(Flag flag) const { return (flags & flag) != 0; }
  void set(Flag flag) { flags = static_cast<std::uint8_t>(flags | flag); }
  void clear(Flag flag) { flags = static_cast<std::uint8_t>(flags & ~flag); }
  std::uint8_t scale() const { return options >> 4; }

  std::uint32_t next = 0;            // sequence number after all that it has sent
  std::uint32_t acknowledged = 0;    // its last acknowledgment number
  std::uint32_t timed_sequence = 0;  // an acknowledgment of this ends a round trip
  TcpTicks timed_at = 0;             // when what it waits for was sent
  TcpTicks advanced_at = 0;          // when `next` last went on
  std::uint16_t window = 0;          // the last one, as on the wire
  std::uint16_t mss = 0;             // of its SYN, 0: not seen
  std::uint8_t hop_limit = 0;        // of its last packet
  std::uint8_t traffic_class = 0;    // of its last packet
  std::uint8_t options = 0;
  std::uint8_t flags = kOrdinary;
};
static_assert(sizeof(TcpSide) == 28);

// Round trips from the capture point to one side and back, in ticks.
struct TcpRtt {
  std::uint32_t min = 0;
  std::uint32_t max = 0;
  std::uint32_t smoothed = 0;  // RFC 6298 section 2: an eighth of each new one
  float sum = 0;               // in ticks
};

struct TcpFlow {
  static constexpr std::int64_t kIdleUnit_ns = 2000;

  TcpSide side[2];                    // by Side
  std::uint32_t longest_idle = 0;     // between two packets, of kIdleUnit_ns
  TcpTicks handshake[2]{};            // first answer of the Side in the handshake, 0: not seen
  TcpRtt rtt[2];                      // to the Side, from its acknowledgments of data
  std::uint16_t rtt_samples[2] = {};  // stops at 65535, and the mean with it
};
static_assert(sizeof(TcpFlow) == 104);

// Bytes that were not there when what follows them was.
struct TcpHole {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // equal to `begin`: none
  bool acknowledged = false;
};

// What is zero for one side of a connection on which nothing goes wrong.
struct TcpRareSide {
  static constexpr std::size_t kMaxHoles = 4;

  // Counters of the record.
  std::uint64_t retransmitted_bytes = 0;
  std::uint64_t missed_bytes = 0;
  std::uint32_t retransmissions = 0;
  std::uint32_t fast_retransmissions = 0;
  std::uint32_t spurious_retransmissions = 0;
  std::uint32_t out_of_order = 0;
  std::uint32_t duplicate_acks = 0;
  std::uint32_t zero_windows = 0;
  std::uint32_t window_fulls = 0;
  std::uint32_t keep_alives = 0;
  std::uint32_t zero_window_probes = 0;
  std::uint32_t gaps = 0;
  std::uint32_t resets = 0;

  // State of the connection.
  std::uint32_t duplicate_of = 0;    // acknowledgment number of its last duplicate ACK
  std::uint32_t duplicate_run = 0;   // duplicate ACKs with that number
  TcpTicks duplicate_at = 0;         // its last packet with that number
  std::uint32_t unseen_end = 0;      // acknowledged up to here, beyond what was seen
  std::uint32_t missed_gaps = 0;     // that were acknowledged, for the history
  std::uint32_t reset_sequence = 0;  // of the last RST in the history
  std::uint32_t earliest = 0;        // of the bytes that came after later ones had begun the side
  std::array<TcpHole, kMaxHoles> holes{};
  std::uint8_t next_hole = 0;      // to be used again
  std::uint8_t sack_count = 0;     // of its last duplicate ACK
  std::uint8_t min_hop_limit = 0;  // 0: it never changed
  std::uint8_t max_hop_limit = 0;
  bool last_kept_alive = false;  // its last segment was a keep-alive
  bool last_probed = false;      // or a probe of a zero window
  bool has_unseen = false;       // unseen_end is set
  bool has_earlier = false;      // earliest is set
  bool has_holes = false;        // there may be one in `holes`
  std::array<SackBlock, TcpOptions::kMaxSackBlocks> sack{};
};

struct TcpRare {
  static constexpr std::size_t kMaxLetters = 40;

  TcpRareSide side[2];  // by Side
  // The history where Flow::tcp_history is full.
  std::array<std::uint8_t, kMaxLetters> letters{};
  std::uint8_t letter_count = 0;
};

}  // namespace flowsnoop
