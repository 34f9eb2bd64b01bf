#include "flow/siphash.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

// Input and key of the published vectors: the bytes 0, 1, 2... read as little-endian words.
constexpr std::uint64_t word(std::uint64_t first_byte) {
  return 0x0706050403020100 + first_byte * 0x0101010101010101;
}
constexpr HashKey kKey{word(0), word(8)};

// Computed with an independent implementation that reproduces the authors' SipHash-2-4 vectors.
// The values up to 56 bytes are also the SipHash-1-3 vectors in the tests of Rust's core library.
TEST(SipHash13, HasTheKnownValues) {
  EXPECT_EQ(siphash13({word(0)}, kKey), 0x369095118d299a8e);
  EXPECT_EQ(siphash13({word(0), word(8)}, kKey), 0xcc4fdd1a7d908b66);
  EXPECT_EQ(siphash13({word(0), word(8), word(16)}, kKey), 0xf464aeb267349c8c);
  EXPECT_EQ(siphash13({word(0), word(8), word(16), word(24)}, kKey), 0x81157b6c16a7b60d);
  EXPECT_EQ(siphash13({word(0), word(8), word(16), word(24), word(32)}, kKey), 0xc1d2363299e41531);
}

TEST(SipHash13, HasTheKnownValueOfItsLongestInput) {
  std::uint64_t words[31];
  for (std::uint64_t i = 0; i < 31; ++i) words[i] = word(8 * i);
  EXPECT_EQ(siphash13(words, kKey), 0x7de72d367555788a);
}

TEST(SipHash13, DependsOnBothWordsOfTheKey) {
  const std::uint64_t hash = siphash13({word(0)}, kKey);
  EXPECT_NE(siphash13({word(0)}, {kKey.first ^ 1, kKey.second}), hash);
  EXPECT_NE(siphash13({word(0)}, {kKey.first, kKey.second ^ 1}), hash);
}

}  // namespace
}  // namespace flowsnoop
