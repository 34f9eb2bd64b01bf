// How a TCP connection went: what was lost, repeated and refused, and how long its ways are. Of the
// record's packets; history, conn_state and what comes from SYNs are of the whole conversation.
//
// A plain value. docs/tcp.md has what each counter means and where its rule comes from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowsnoop {

// Round trips from the capture point to one side and back.
struct RoundTrips {
  std::uint64_t samples = 0;  // 0: none, and the times mean nothing
  std::uint64_t min_ns = 0;
  std::uint64_t mean_ns = 0;
  std::uint64_t max_ns = 0;
  std::uint64_t smoothed_ns = 0;  // RFC 6298 section 2
};

// What one side sent, but for `round_trips` and `handshake_ns`: how long its answers take.
struct TcpEndpoint {
  static constexpr std::uint8_t kNoWindowScale = 0xff;

  std::uint64_t unique_bytes = 0;         // payload without what was there before
  std::uint64_t retransmitted_bytes = 0;  // payload that was there before
  std::uint64_t missed_bytes = 0;         // acknowledged by the other side, and not in the capture
  std::uint64_t gaps = 0;                 // segments in front of which something was missing
  std::uint64_t retransmissions = 0;      // segments, fast and spurious ones too
  std::uint64_t fast_retransmissions = 0;
  std::uint64_t spurious_retransmissions = 0;
  std::uint64_t out_of_order = 0;
  std::uint64_t duplicate_acks = 0;
  std::uint64_t zero_windows = 0;
  std::uint64_t zero_window_probes = 0;
  std::uint64_t window_fulls = 0;
  std::uint64_t keep_alives = 0;
  std::uint64_t resets = 0;
  std::uint16_t mss = 0;                       // of its SYN, 0: not known
  std::uint8_t window_scale = kNoWindowScale;  // of its SYN
  std::uint8_t min_hop_limit = 0;              // TTL or hop limit
  std::uint8_t max_hop_limit = 0;
  std::uint8_t dscp = 0;        // of its last packet, RFC 2474
  bool sack_permitted = false;  // RFC 2018
  bool timestamps = false;      // RFC 7323
  bool fast_open = false;       // RFC 7413
  bool mptcp = false;           // RFC 8684
  bool fin_sent = false;
  bool fin_acknowledged = false;
  std::uint64_t handshake_ns = 0;  // first answer in the handshake, 0: not known
  RoundTrips round_trips;
};

struct TcpRecord {
  static constexpr std::size_t kMaxHistory = 56;

  TcpEndpoint client;
  TcpEndpoint server;
  std::string_view conn_state;  // as in Zeek's conn.log
  std::array<char, kMaxHistory> history{};
  std::uint8_t history_length = 0;
  std::uint64_t first_byte_ns = 0;    // first payload of the client to first of the server; 0: none
  std::uint64_t longest_idle_ns = 0;  // between two packets, in steps of 2 us

  std::string_view history_text() const { return {history.data(), history_length}; }
};

}  // namespace flowsnoop
