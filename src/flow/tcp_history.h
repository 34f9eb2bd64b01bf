// The history of a connection in letters, as Zeek has it in conn.log: who sent what, in the order
// in which it was first seen.
//
// Kept by side, because who is the originator is decided at the end. Pure functions.
// Source: Zeek, base/protocols/conn/main.zeek, the documentation of Conn::Info$history and
// $conn_state.
#pragma once

#include <cstddef>
#include <string_view>

#include "flow/flow.h"
#include "flow/flow_pool.h"

namespace flowsnoop {

enum class TcpLetter : std::uint8_t {
  kNone,
  kSyn,           // s: a SYN without ACK
  kSynAck,        // h: a SYN with ACK
  kAck,           // a: a pure ACK
  kData,          // d: payload
  kFin,           // f
  kReset,         // r
  kChecksum,      // c: a wrong checksum
  kGap,           // g: content that was not seen
  kRetransmit,    // t: payload again
  kZeroWindow,    // w
  kInconsistent,  // i: FIN and RST in one
  kMultiFlag,     // q: SYN and FIN, or SYN and RST, in one
};

// Adds a letter. The first kTcpHistoryInFlow are kept in the Flow, kMaxLetters more in the
// TcpRare, and what comes then is dropped.
void tell(FlowPool& pool, Flow& flow, Side sender, TcpLetter letter);

// Adds it where the side has it not yet.
void tell_once(FlowPool& pool, Flow& flow, Side sender, TcpLetter letter);

// Adds it where this is the 1st, 10th, 100th... time.
void tell_repeated(FlowPool& pool, Flow& flow, Side sender, TcpLetter letter, std::uint64_t times);

bool has_told(const Flow& flow, Side sender, TcpLetter letter);

inline constexpr std::size_t kTcpHistoryInFlow = 12;
inline constexpr std::size_t kMaxTcpHistory = 1 + kTcpHistoryInFlow + TcpRare::kMaxLetters;

// The history of a TCP flow: upper case for the `originator`; "^" in front where the other side
// sent the first packet. `out` has room for kMaxTcpHistory characters.
std::string_view write_tcp_history(const Flow& flow, Side originator, char* out);

// Zeek's conn_state of a history: S0, S1, SF, REJ, S2, S3, RSTO, RSTR, RSTOS0, RSTRH, SH, SHR or
// OTH. It is what Zeek has, also where its documentation says less, as of connections without a
// SYN.
std::string_view tcp_conn_state(std::string_view history);

}  // namespace flowsnoop
