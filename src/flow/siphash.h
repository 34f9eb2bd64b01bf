// SipHash-1-3, a keyed hash for short inputs: who does not know the key cannot choose inputs that
// collide. Pure functions.
//
// Source: J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", 2012; the variant
// with one compression and three finalization rounds.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace flowsnoop {

struct HashKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

// Hashes `count` 64-bit words (at most 31: the length in bytes has to fit the final block).
template <std::size_t count>
constexpr std::uint64_t siphash13(const std::uint64_t (&words)[count], HashKey key) {
  static_assert(count <= 31);
  std::uint64_t v0 = key.first ^ 0x736f6d6570736575;
  std::uint64_t v1 = key.second ^ 0x646f72616e646f6d;
  std::uint64_t v2 = key.first ^ 0x6c7967656e657261;
  std::uint64_t v3 = key.second ^ 0x7465646279746573;
  const auto round = [&] {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  };
  for (const std::uint64_t word : words) {
    v3 ^= word;
    round();
    v0 ^= word;
  }
  const std::uint64_t length_block = std::uint64_t{count * 8} << 56;
  v3 ^= length_block;
  round();
  v0 ^= length_block;
  v2 ^= 0xff;
  round();
  round();
  round();
  return v0 ^ v1 ^ v2 ^ v3;
}

}  // namespace flowsnoop
