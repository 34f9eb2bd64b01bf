// The hash of a flow key, which chooses a bucket: a keyed one, so that who does not know the key
// cannot choose packets that meet in one bucket.
//
// Multilinear hashing: the sum of each 32-bit word of the key, times a secret 64-bit number of its
// own; of the sum modulo 2^64 the upper half is kept. Over all choices of the secrets, the hashes
// of any two keys are independent and uniform (Lemire and Kaser, "Strongly universal string hashing
// is fast", 2014, theorem 1), so no two keys collide more often than by chance, whoever chose them.
// The secrets are drawn from a 128-bit key with SipHash. What is put on top is one-to-one, which
// keeps that, and scatters keys that are in a row, as ports often are: the table probes linearly.
// A plain value; safe to be used by several threads.
#pragma once

#include <cstdint>
#include <cstring>

#include "flow/flow_key.h"
#include "flow/siphash.h"

namespace flowsnoop {

class FlowHash {
 public:
  explicit FlowHash(HashKey key) {
    for (std::uint64_t i = 0; i <= kWords; ++i) secrets_[i] = siphash13({i}, key);
  }

  std::uint32_t operator()(const FlowKey& key) const {
    std::uint64_t sum = secrets_[kWords];
    // Of IPv4 the upper twelve bytes of an address are always the same.
    if (key.ip_version != 4) [[unlikely]] {
      for (const std::size_t i : {0u, 1u, 2u, 4u, 5u, 6u}) sum += secrets_[i] * word(key, i);
    }
    for (const std::size_t i : {3u, 7u, 8u, 9u, 10u}) sum += secrets_[i] * word(key, i);
    return scatter(static_cast<std::uint32_t>(sum >> 32));
  }

 private:
  static constexpr std::size_t kWords = sizeof(FlowKey) / sizeof(std::uint32_t);

  static std::uint64_t word(const FlowKey& key, std::size_t i) {
    std::uint32_t word = 0;
    std::memcpy(&word, reinterpret_cast<const char*>(&key) + i * sizeof word, sizeof word);
    return word;
  }

  // The last steps of MurmurHash3 (A. Appleby, 2011), which spread each bit over all.
  static std::uint32_t scatter(std::uint32_t hash) {
    hash ^= hash >> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >> 13;
    hash *= 0xc2b2ae35;
    return hash ^ hash >> 16;
  }

  std::uint64_t secrets_[kWords + 1];
};

}  // namespace flowsnoop
