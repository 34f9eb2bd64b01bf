// The options of a TCP header. A pure function.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "decode/decoded.h"

namespace flowsnoop {

// Bytes that a receiver has beyond what it acknowledges: `begin` up to `end`, which is not in it.
struct SackBlock {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct TcpOptions {
  static constexpr std::size_t kMaxSackBlocks = 4;  // that 40 bytes of options have room for
  static constexpr std::uint8_t kNoWindowScale = 0xff;

  std::uint16_t mss = 0;                       // RFC 9293 section 3.7.1; 0: not there
  std::uint8_t window_scale = kNoWindowScale;  // RFC 7323 section 2: at most 14
  std::uint8_t sack_count = 0;
  bool sack_permitted = false;  // RFC 2018 section 2
  bool has_timestamps = false;  // RFC 7323 section 3
  bool fast_open = false;       // RFC 7413 section 2, or its experimental form
  bool mptcp = false;           // RFC 8684 section 3
  std::uint32_t timestamp = 0;
  std::uint32_t timestamp_echo = 0;
  std::array<SackBlock, kMaxSackBlocks> sack{};  // RFC 2018 section 3
};

// Reads the options up to the first that is malformed; one whose length is not that of its kind is
// passed over.
TcpOptions parse_tcp_options(std::span<const std::uint8_t> bytes);

// Those of a packet whose bytes are still there.
inline TcpOptions tcp_options(const Decoded& headers) {
  if (headers.tcp_options_length == 0 || headers.tcp_options_length == kTcpOptionsCut) return {};
  return parse_tcp_options(
      {headers.payload - headers.tcp_options_length, headers.tcp_options_length});
}

}  // namespace flowsnoop
