// What makes two packets belong to the same conversation: the socket pair in canonical order, with
// transport and IP version. Of ICMP it is the addresses, the identifier in the place of both ports,
// and the kind of request; of protocols without ports the addresses alone.
//
// A FlowKey is compared whole; its hash (flow_hash.h) only chooses a bucket. Pure functions.
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "decode/decoded.h"
#include "decode/icmp.h"
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
  std::uint8_t ip_version = 0;      // 4: both addresses are IPv4-mapped
  std::uint16_t icmp_exchange = 0;  // Decoded::icmp_exchange, and kAskedByHigh
  std::uint32_t tunnel = 0;         // 0: not in a tunnel

  // In icmp_exchange: the high side asks, or sends what needs no answer. Two hosts that ask each
  // other the same have two conversations.
  static constexpr std::uint16_t kAskedByHigh = 0x8000;

  // Sets what stands between the addresses and the tunnel, in one piece: it is soon read in larger
  // pieces than its parts, for which a processor would have to wait. `ports` has the low side's
  // port in its lower half.
  void set_rest(std::uint32_t ports, std::uint8_t ip_protocol, std::uint8_t version,
                std::uint16_t exchange) {
    std::uint64_t rest = 0;
    if constexpr (std::endian::native == std::endian::little) {
      rest = std::uint64_t{exchange} << 48 | std::uint64_t{version} << 40 |
             std::uint64_t{ip_protocol} << 32 | ports;
    } else {
      rest = std::uint64_t{std::rotl(ports, 16)} << 32 | std::uint64_t{ip_protocol} << 24 |
             std::uint64_t{version} << 16 | exchange;
    }
    std::memcpy(reinterpret_cast<char*>(this) + offsetof(FlowKey, port), &rest, sizeof rest);
  }

  // In words, and with one branch that nearly always goes the same way: nearly all keys that are
  // compared are equal. What is the same in all keys of IPv4 is left out.
  friend bool operator==(const FlowKey& a, const FlowKey& b) {
    const auto difference = [&](std::size_t offset) {
      std::uint64_t words[2];
      std::memcpy(&words[0], reinterpret_cast<const char*>(&a) + offset, sizeof words[0]);
      std::memcpy(&words[1], reinterpret_cast<const char*>(&b) + offset, sizeof words[1]);
      return words[0] ^ words[1];
    };
    std::uint64_t sum = difference(8) | difference(28) | difference(36);
    if (a.ip_version != 4) [[unlikely]]
      sum |= difference(0) | difference(16) | difference(20);
    return sum == 0;
  }
};
static_assert(sizeof(FlowKey) == 44 && std::has_unique_object_representations_v<FlowKey>);

// Whether the sender is the low side.
inline bool source_is_low(const Decoded& decoded) {
  // Eight bytes as the number that memcmp would order them by.
  const auto ordered = [](const IpAddress& address, std::size_t offset) {
    std::uint64_t word = 0;
    std::memcpy(&word, address.bytes.data() + offset, sizeof word);
    return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
  };
  const auto is_below = [&](std::size_t offset) {
    return ordered(decoded.source, offset) < ordered(decoded.destination, offset);
  };
  const auto differ = [&](std::size_t offset) {
    return ordered(decoded.source, offset) != ordered(decoded.destination, offset);
  };
  if (differ(0)) [[unlikely]]
    return is_below(0);
  if (differ(8)) [[likely]]
    return is_below(8);
  if (decoded.source_port != decoded.destination_port) {
    return decoded.source_port < decoded.destination_port;
  }
  return !is_icmp_reply(decoded);  // a host that pings itself
}

// Sets `key` from the headers and returns the side that sent the packet. Inline: every packet needs
// it. Without a branch on the side: nobody could predict it.
inline Side make_flow_key(const Decoded& decoded, FlowKey& key) {
  const std::size_t sender = source_is_low(decoded) ? 0 : 1;
  key.address[sender] = decoded.source;
  key.address[1 - sender] = decoded.destination;
  std::uint16_t icmp_exchange = decoded.icmp_exchange;
  if (icmp_exchange != 0) [[unlikely]] {
    const std::size_t asker = is_icmp_reply(decoded) ? 1 - sender : sender;
    if (asker == index(Side::kHigh)) icmp_exchange |= FlowKey::kAskedByHigh;
  }
  const std::uint32_t ports = std::uint32_t{decoded.destination_port} << 16 | decoded.source_port;
  key.set_rest(std::rotl(ports, static_cast<int>(16 * sender)), decoded.protocol,
               decoded.ip_version, icmp_exchange);
  key.tunnel = 0;
  return static_cast<Side>(sender);
}

}  // namespace flowsnoop
