// Opens Initial packets of QUIC. Their keys come from what everybody on the path sees: RFC 9001
// section 5.2, RFC 9369 section 3.3 for version 2.
//
// Pure functions; they may run in parallel.
#pragma once

#include <optional>

#include "inspect/crypto/crypto.h"
#include "inspect/quic_header.h"

namespace flowsnoop {

// A packet with more bytes than this is not opened; QUIC's datagrams fit an Ethernet frame, or a
// jumbo one.
inline constexpr std::size_t kMaxQuicInitial = 9216;

struct QuicKeys {
  AesKey key{};
  GcmNonce iv{};
  AesKey header_key{};
};

enum class QuicSide : std::uint8_t { kClient, kServer };

// The keys of what `side` sends. `client_id` is the Destination Connection ID of the client's first
// Initial packet. Nothing for an unknown version, or without OpenSSL.
std::optional<QuicKeys> quic_initial_keys(std::uint32_t version, ByteView client_id, QuicSide side);

// The frames of an Initial packet, in `plain`. Nothing where the keys are not those of the packet
// or a byte of it was changed. Packet numbers are taken as they stand there: the first packets of a
// connection have small ones.
std::optional<ByteView> open_quic_initial(const QuicPacket& packet, const QuicKeys& keys,
                                          std::span<std::uint8_t, kMaxQuicInitial> plain);

}  // namespace flowsnoop
