// Writes whole Ethernet frames with IPv4, TCP, UDP and VXLAN headers, lengths and checksums right,
// as fast as a generator of millions of them needs.
//
// Pure functions: the caller owns the bytes and has room for kMaxFrame of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace flowsnoop::bench {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kMinFrame = 60;  // without the frame check sequence
inline constexpr std::size_t kMaxInnerFrame = 1514;
// What VXLAN puts in front of a frame: Ethernet, IPv4, UDP and its own header (RFC 7348 section 5).
inline constexpr std::size_t kVxlanOverhead = 14 + 20 + 8 + 8;
inline constexpr std::size_t kMaxTunnels = 3;
inline constexpr std::size_t kMaxFrame = kMaxInnerFrame + kMaxTunnels * kVxlanOverhead;

inline constexpr std::size_t kTcpHeaders = 14 + 20 + 20;
inline constexpr std::size_t kUdpHeaders = 14 + 20 + 8;

inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kPsh = 0x08;
inline constexpr std::uint8_t kAck = 0x10;

inline void put16(std::uint8_t* at, std::uint32_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

inline void put32(std::uint8_t* at, std::uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}

struct Socket {
  std::uint32_t address = 0;  // IPv4, host byte order
  std::uint16_t port = 0;
};

struct TcpFields {
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint8_t flags = 0;  // with kSyn, the segment has a maximum segment size option
};

// Each writes a frame at `out` and returns its length, which is at least kMinFrame.
std::size_t write_tcp(std::uint8_t* out, Socket from, Socket to, TcpFields fields, Bytes payload);
std::size_t write_udp(std::uint8_t* out, Socket from, Socket to, Bytes payload);

// Writes kVxlanOverhead bytes at `out`, in front of a frame of `inner_length` bytes that is there
// already, and returns the length of both. `from.port` is the sender's choice.
std::size_t wrap_in_vxlan(std::uint8_t* out, std::size_t inner_length, Socket from,
                          std::uint32_t to_address, std::uint32_t vni);

}  // namespace flowsnoop::bench
