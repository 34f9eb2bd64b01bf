// DNP3 (IEEE 1815): the link header (section 9.2), and in the first segment of a message the
// function of the application layer (section 4.2).
//
// The direction bit says that a master sent the frame, and the master is who connects.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 10;
constexpr std::uint8_t kFromMaster = 0x80;
constexpr std::uint8_t kPrimary = 0x40;

// The checksum of section 9.2.5.2: the polynomial 0x3d65, bits in reverse, complemented.
std::uint16_t checksum(ByteView bytes) {
  std::uint16_t value = 0;
  for (const std::uint8_t byte : bytes) {
    value = static_cast<std::uint16_t>(value ^ byte);
    for (int bit = 0; bit < 8; ++bit) {
      value = static_cast<std::uint16_t>(value & 1 ? (value >> 1) ^ 0xa6bc : value >> 1);
    }
  }
  return static_cast<std::uint16_t>(~value);
}

bool is_frame(ByteView bytes) {
  const std::uint8_t* p = bytes.data();
  const unsigned function = p[3] & 15u;
  const bool known = p[3] & kPrimary ? function <= 4 || function == 9
                                     : function <= 1 || function == 11 || function >= 14;
  return load_be16(p) == 0x0564 && p[2] >= 5 && known &&
         checksum(bytes.first(kHeader - 2)) == load_le16(p + kHeader - 2);
}

// Responses have numbers from 129; the rest is what masters ask for.
Speaker function_speaker(ByteView bytes) {
  constexpr std::size_t kTransport = kHeader, kFunction = kHeader + 2;
  constexpr std::uint8_t kFirstSegment = 0x40;
  constexpr std::uint8_t kLastRequest = 33, kResponse = 129, kLastResponse = 131;
  const bool user_data = bytes[2] >= 8 && bytes.size() > kFunction;
  if (!user_data || (bytes[kTransport] & kFirstSegment) == 0) return Speaker::kUnknown;
  const std::uint8_t function = bytes[kFunction];
  if (function <= kLastRequest) return Speaker::kClient;
  return function >= kResponse && function <= kLastResponse ? Speaker::kServer : Speaker::kUnknown;
}

}  // namespace

Finding recognise_dnp3(const PayloadView& payload) {
  if (payload.bytes.size() < kHeader || !is_frame(payload.bytes)) return no_finding();
  const Speaker by_bit = payload.bytes[3] & kFromMaster ? Speaker::kClient : Speaker::kServer;
  const Speaker by_function = function_speaker(payload.bytes);
  if (by_function == by_bit) return found(Application::kDnp3, by_bit);
  // Not all set the bit right, so alone it is a hint.
  return by_function == Speaker::kUnknown ? found(Application::kDnp3, by_bit, Strength::kHint)
                                          : from_anyone(Application::kDnp3);
}

}  // namespace flowsnoop
