// What the recognisers share: making a Finding, asking for ports, and reading bytes.
//
// A recogniser checks the length it needs once, with payload.bytes.size(), and then reads named
// fields: load_be16() and its kin check nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/bytes.h"
#include "flowsnoop/ports.h"
#include "inspect/inspect.h"

namespace flowsnoop {

using ByteView = std::span<const std::uint8_t>;

constexpr Finding found(Application application, Speaker speaker,
                        Strength strength = Strength::kStrong) {
  if (speaker == Speaker::kUnknown) strength = Strength::kHint;
  return {application, speaker, strength};
}
constexpr Finding from_client(Application application, Strength strength = Strength::kStrong) {
  return found(application, Speaker::kClient, strength);
}
constexpr Finding from_server(Application application, Strength strength = Strength::kStrong) {
  return found(application, Speaker::kServer, strength);
}
constexpr Finding from_anyone(Application application) {
  return found(application, Speaker::kUnknown);
}
constexpr Finding from_peer(Application application) {
  return found(application, Speaker::kSymmetric, Strength::kHint);
}
constexpr Finding no_finding() {
  return {};
}

// True if one of the two ports is one of `ports`.
template <typename... Ports>
constexpr bool on_port(const PayloadView& payload, Ports... ports) {
  return ((payload.source_port == ports || payload.destination_port == ports) || ...);
}

constexpr bool is_tcp(const PayloadView& payload) {
  return payload.protocol == kProtocolTcp;
}

inline std::uint32_t load_be24(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 16 | std::uint32_t{bytes[1]} << 8 | bytes[2];
}
inline std::uint32_t load_le24(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[1]} << 8 | bytes[0];
}

inline bool all_zero(ByteView bytes) {
  for (std::uint8_t byte : bytes) {
    if (byte != 0) return false;
  }
  return true;
}

}  // namespace flowsnoop
