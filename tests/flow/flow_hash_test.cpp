#include "flow/flow_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace flowsnoop {
namespace {

FlowKey some_key(std::uint8_t ip_version) {
  FlowKey key;
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < 16; ++i) {
      key.address[side].bytes[i] = static_cast<std::uint8_t>(17 * (i + 1) + side);
    }
    key.port[side] = static_cast<std::uint16_t>(443 + side);
  }
  key.protocol = 6;
  key.ip_version = ip_version;
  return key;
}

TEST(FlowHash, DependsOnBothWordsOfTheKey) {
  for (const std::uint8_t version : {std::uint8_t{4}, std::uint8_t{6}}) {
    const FlowKey key = some_key(version);
    const std::uint32_t hash = FlowHash({1, 2})(key);
    EXPECT_EQ(FlowHash({1, 2})(key), hash);
    EXPECT_NE(FlowHash({1, 3})(key), hash);
    EXPECT_NE(FlowHash({0, 2})(key), hash);
  }
}

TEST(FlowHash, TakesEveryByteOfAnIpv6KeyIn) {
  const FlowHash hash({1, 2});
  const FlowKey key = some_key(6);
  std::set<std::uint32_t> hashes{hash(key)};
  for (std::size_t at = 0; at < sizeof key; ++at) {
    FlowKey changed = key;
    reinterpret_cast<std::uint8_t*>(&changed)[at] ^= 0x40;
    hashes.insert(hash(changed));
  }
  EXPECT_EQ(hashes.size(), sizeof key + 1);
}

// Keys in a row, whatever differs, meet in a slot as often as chance has it: n (n - 1) / 2 pairs
// over the slots.
TEST(FlowHash, ScattersKeysInARow) {
  constexpr std::size_t kKeys = 4096;
  constexpr std::size_t kSlots = 8192;
  const auto pairs_that_meet = [](const FlowHash& hash, auto change) {
    std::vector<std::size_t> slots(kSlots);
    std::size_t pairs = 0;
    FlowKey key = some_key(4);
    for (std::size_t i = 0; i < kKeys; ++i) {
      change(key, i);
      pairs += slots[hash(key) % kSlots]++;
    }
    return static_cast<double>(pairs);
  };
  constexpr double kExpected = kKeys * (kKeys - 1) / 2.0 / kSlots;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const FlowHash hash({seed, ~seed});
    const double by_port = pairs_that_meet(
        hash, [](FlowKey& key, std::size_t i) { key.port[0] = static_cast<std::uint16_t>(i); });
    const double by_address = pairs_that_meet(hash, [](FlowKey& key, std::size_t i) {
      key.address[1].bytes[14] = static_cast<std::uint8_t>(i >> 8);
      key.address[1].bytes[15] = static_cast<std::uint8_t>(i);
    });
    EXPECT_NEAR(by_port, kExpected, 0.25 * kExpected);
    EXPECT_NEAR(by_address, kExpected, 0.25 * kExpected);
  }
}

}  // namespace
}  // namespace flowsnoop
