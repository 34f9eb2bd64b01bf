// Long headers of QUIC: RFC 9000 section 17.2, RFC 9369 section 3.2 for version 2, and what RFC
// 8999 says of all versions. Views into the datagram, valid as long as it is.
#pragma once

#include <optional>

#include "inspect/match.h"

namespace flowsnoop {

inline constexpr std::uint32_t kQuicVersion1 = 1;
inline constexpr std::uint32_t kQuicVersion2 = 0x6b3343cf;
inline constexpr std::size_t kMaxQuicConnectionId = 20;

enum class QuicPacketType : std::uint8_t {
  kInitial,
  kZeroRtt,
  kHandshake,
  kRetry,
  kVersionNegotiation,
};

struct QuicPacket {
  QuicPacketType type = QuicPacketType::kInitial;
  std::uint32_t version = 0;
  ByteView destination_id;    // at most kMaxQuicConnectionId bytes
  std::size_t number_at = 0;  // where the packet number is in `bytes`; of Retry and the like, 0
  ByteView bytes;             // the whole packet
};

// The first packet of `datagram`, and the packets that go with it in `rest` (RFC 9000 section
// 12.2). Nothing for a short header, and for a packet that is malformed or was not captured whole.
std::optional<QuicPacket> first_quic_packet(ByteView datagram, ByteView& rest);

// True for versions 1 and 2 and the drafts that are like version 1.
bool is_readable_quic_version(std::uint32_t version);

}  // namespace flowsnoop
