// What makes two packets belong to the same conversation: the socket pair in canonical order, with
// transport and IP version. Of ICMP it is the addresses, the identifier in the place of both ports,
// and the kind of request; of protocols without ports the addresses alone.
//
// A FlowKey is compared whole; its hash only chooses a bucket. Pure functions.
#pragma once

#include <compare>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "decode/decoded.h"
#include "flow/siphash.h"
#include "flowsnoop/ip_address.h"

namespace flowsnoop {

// The two sides of a conversation, by their place in the key. Which of them is the client is not
// known here.
enum class Side : std::uint8_t { kLow = 0, kHigh = 1 };

constexpr Side other_side(Side side) {
  return side == Side::kLow ? Side::kHigh : Side::kLow;
}
constexpr std::size_t index(Side side) {
  return static_cast<std::size_t>(side);
}

struct FlowKey {
  IpAddress address[2];  // by Side; (address, port) of the low side is not above the high side's
  std::uint16_t port[2]{};
  std::uint8_t protocol = 0;
  std::uint8_t ip_version = 0;
  std::uint16_t icmp_exchange = 0;  // Decoded::icmp_exchange, and kAskedByHigh
  std::uint32_t tunnel = 0;         // 0: not in a tunnel

  // In icmp_exchange: the high side asks, or sends what needs no answer. Two hosts that ask each
  // other the same have two conversations.
  static constexpr std::uint16_t kAskedByHigh = 0x8000;

  // In words and without branches: nearly all keys that are compared are equal.
  friend bool operator==(const FlowKey& a, const FlowKey& b) {
    const auto difference = [&](std::size_t offset) {
      std::uint64_t words[2];
      std::memcpy(&words[0], reinterpret_cast<const char*>(&a) + offset, sizeof words[0]);
      std::memcpy(&words[1], reinterpret_cast<const char*>(&b) + offset, sizeof words[1]);
      return words[0] ^ words[1];
    };
    constexpr std::size_t kLast = sizeof(FlowKey) - sizeof(std::uint64_t);
    return (difference(0) | difference(8) | difference(16) | difference(24) | difference(32) |
            difference(kLast)) == 0;
  }
};
static_assert(sizeof(FlowKey) == 44 && std::has_unique_object_representations_v<FlowKey>);

// Sets `key` from the headers and returns the side that sent the packet.
Side make_flow_key(const Decoded& decoded, FlowKey& key);

// The key's hash under `hash_key`.
std::uint64_t hash_flow_key(const FlowKey& key, HashKey hash_key);

}  // namespace flowsnoop
