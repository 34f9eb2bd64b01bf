// The keyed hash under which something is learned of a host: who does not know the key cannot
// choose addresses that share one.
//
// Multilinear hashing, as in flow/flow_hash.h, twice with secrets of its own each time: 64 bits, of
// which any two hosts share all only by chance. A plain value; safe to be used by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "flow/flow_key.h"
#include "flow/siphash.h"

namespace flowsnoop {

// A host with its transport and tunnel, as Learned knows it: hashed once for several questions.
struct HostHash {
  std::uint64_t value = 0;
};

class HostHasher {
 public:
  explicit HostHasher(HashKey key) {
    std::uint64_t number = 0;
    for (auto& secrets : secrets_) {
      for (std::uint64_t& secret : secrets) secret = siphash13({number++}, key);
    }
  }

  // The host on this side of a conversation.
  HostHash operator()(const FlowKey& key, Side side) const {
    std::uint32_t words[kWords];
    std::memcpy(words, key.address[index(side)].bytes.data(), sizeof key.address[0].bytes);
    words[4] = key.tunnel;
    words[5] = std::uint32_t{key.ip_version} << 8 | key.protocol;
    // Of IPv4 the upper twelve bytes of an address are always the same.
    const std::size_t first = key.ip_version == 4 ? 3 : 0;
    const std::uint64_t upper = sum(secrets_[0], words, first) >> 32;
    const std::uint64_t lower = sum(secrets_[1], words, first) >> 32;
    return {upper << 32 | lower};
  }

 private:
  static constexpr std::size_t kWords = 6;
  using Secrets = std::uint64_t[kWords + 1];

  static std::uint64_t sum(const Secrets& secrets, const std::uint32_t (&words)[kWords],
                           std::size_t first) {
    std::uint64_t sum = secrets[kWords];
    for (std::size_t i = first; i < kWords; ++i) sum += secrets[i] * words[i];
    return sum;
  }

  Secrets secrets_[2];
};

}  // namespace flowsnoop
