// When a conversation that says nothing more is taken as ended.
#pragma once

#include <cstdint>

namespace flowsnoop {

inline constexpr std::int64_t kSecond_ns = 1'000'000'000;

// How long a conversation may be silent before it is taken as ended.
struct FlowTimeouts {
  // RFC 5382 REQ-5: no shorter than 2 hours 4 minutes for an established connection.
  std::int64_t tcp_established_ns = 7440 * kSecond_ns;
  // A SYN without an answer, or a connection that one side closed. Longer than the longest pause
  // between two SYNs of one attempt (64 s on Linux).
  std::int64_t tcp_half_open_ns = 120 * kSecond_ns;
  // After both FINs or a RST: long enough for what was still under way.
  std::int64_t tcp_closed_ns = 15 * kSecond_ns;
  // RFC 4787 REQ-5: 5 minutes recommended.
  std::int64_t udp_ns = 300 * kSecond_ns;
  // RFC 5508 REQ-2: no shorter than 60 seconds for ICMP queries.
  std::int64_t icmp_ns = 60 * kSecond_ns;
  // All other protocols; as UDP, because nothing else is said of them.
  std::int64_t other_ns = 300 * kSecond_ns;
  // A longer conversation is given in several records; 0: never split.
  std::int64_t active_ns = 0;
};

}  // namespace flowsnoop
