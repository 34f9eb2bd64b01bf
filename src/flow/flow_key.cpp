#include "flow/flow_key.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "decode/icmp.h"

namespace flowsnoop {
namespace {

std::uint64_t load_u64(const void* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Eight bytes as the number that memcmp would order them by.
std::uint64_t ordered_u64(const std::uint8_t* bytes) {
  const std::uint64_t word = load_u64(bytes);
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

bool source_is_low(const Decoded& decoded) {
  const std::uint8_t* source = decoded.source.bytes.data();
  const std::uint8_t* destination = decoded.destination.bytes.data();
  if (ordered_u64(source) != ordered_u64(destination)) {
    return ordered_u64(source) < ordered_u64(destination);
  }
  if (ordered_u64(source + 8) != ordered_u64(destination + 8)) {
    return ordered_u64(source + 8) < ordered_u64(destination + 8);
  }
  if (decoded.source_port != decoded.destination_port) {
    return decoded.source_port < decoded.destination_port;
  }
  return !is_icmp_reply(decoded);  // a host that pings itself
}

}  // namespace

Side make_flow_key(const Decoded& decoded, FlowKey& key) {
  const Side sender = source_is_low(decoded) ? Side::kLow : Side::kHigh;
  const Side receiver = other_side(sender);
  key.address[index(sender)] = decoded.source;
  key.address[index(receiver)] = decoded.destination;
  key.port[index(sender)] = decoded.source_port;
  key.port[index(receiver)] = decoded.destination_port;
  key.protocol = decoded.protocol;
  key.ip_version = decoded.ip_version;
  key.icmp_exchange = decoded.icmp_exchange;
  if (key.icmp_exchange != 0) [[unlikely]] {
    const Side asker = is_icmp_reply(decoded) ? receiver : sender;
    if (asker == Side::kHigh) key.icmp_exchange |= FlowKey::kAskedByHigh;
  }
  key.tunnel = 0;
  return sender;
}

std::uint64_t hash_flow_key(const FlowKey& key, HashKey hash_key) {
  const std::uint8_t* low = key.address[0].bytes.data();
  const std::uint8_t* high = key.address[1].bytes.data();
  // Both ports, protocol, IP version and ICMP exchange, as they lie there.
  static_assert(offsetof(FlowKey, tunnel) == offsetof(FlowKey, port) + sizeof(std::uint64_t));
  const std::uint64_t rest =
      load_u64(reinterpret_cast<const std::uint8_t*>(&key) + offsetof(FlowKey, port)) ^
      std::uint64_t{key.tunnel} << 32;
  // For IPv4 the upper twelve bytes are always the same, so eight bytes say all.
  if (key.ip_version == 4) {
    std::uint32_t low_v4 = 0;
    std::uint32_t high_v4 = 0;
    std::memcpy(&low_v4, low + 12, sizeof low_v4);
    std::memcpy(&high_v4, high + 12, sizeof high_v4);
    return siphash13({std::uint64_t{low_v4} << 32 | high_v4, rest}, hash_key);
  }
  return siphash13({load_u64(low), load_u64(low + 8), load_u64(high), load_u64(high + 8), rest},
                   hash_key);
}

}  // namespace flowsnoop
