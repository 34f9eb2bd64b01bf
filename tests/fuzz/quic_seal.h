// Seals frames into Initial packets of QUIC (RFC 9001 section 5), so that a fuzzer gets behind
// their keys.
#pragma once

#include "fuzz_input.h"
#include "inspect/quic_initial.h"

namespace flowsnoop::fuzz {

struct InitialPacket {
  std::uint32_t version = kQuicVersion1;
  ByteView client_id;       // Destination Connection ID of the client's first packet
  ByteView destination_id;  // of this packet
  QuicSide side = QuicSide::kClient;
  std::uint8_t number = 0;
  ByteView frames;
};

// Empty where the program was built without OpenSSL.
Bytes seal_initial(const InitialPacket& packet);

}  // namespace flowsnoop::fuzz
