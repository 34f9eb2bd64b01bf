// Socket pairs chosen to meet in one bucket. Whoever chooses them does not know the key of the
// hash, and the best that is left is to aim at a key that is not in use.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "flow/flow_hash.h"

namespace flowsnoop {
namespace {

constexpr HashKey kKnownKey{0, 0};
constexpr std::size_t kFlows = 2000;
constexpr std::size_t kSlots = 4096;  // at most half full, as the table keeps them

FlowKey random_key(std::mt19937_64& random) {
  FlowKey key;
  for (IpAddress& address : key.address) {
    for (std::size_t i = 12; i < 16; ++i) address.bytes[i] = static_cast<std::uint8_t>(random());
  }
  key.port[0] = static_cast<std::uint16_t>(random());
  key.port[1] = 443;
  key.protocol = 6;
  key.ip_version = 4;
  return key;
}

std::vector<FlowKey> random_keys() {
  std::mt19937_64 random(1);
  std::vector<FlowKey> keys;
  while (keys.size() < kFlows) keys.push_back(random_key(random));
  return keys;
}

// Under kKnownKey all begin to look in one of 16 slots.
std::vector<FlowKey> crafted_keys() {
  const FlowHash hash(kKnownKey);
  std::mt19937_64 random(2);
  std::vector<FlowKey> keys;
  while (keys.size() < kFlows) {
    const FlowKey key = random_key(random);
    if ((hash(key) & 0xff) == 0) keys.push_back(key);
  }
  return keys;
}

// How many slots the table looks at to find the place of each key, as FlowTable does.
double probes_per_key(const std::vector<FlowKey>& keys, HashKey hash_key) {
  const FlowHash hash(hash_key);
  std::vector<bool> taken(kSlots);
  std::size_t probes = 0;
  for (const FlowKey& key : keys) {
    std::size_t at = hash(key) % kSlots;
    for (++probes; taken[at]; ++probes) at = (at + 1) % kSlots;
    taken[at] = true;
  }
  return static_cast<double>(probes) / static_cast<double>(keys.size());
}

TEST(FlowTableAttack, CraftedKeysCostAtMostAFifthMoreThanRandomOnes) {
  const std::vector<FlowKey> crafted = crafted_keys();
  const std::vector<FlowKey> random = random_keys();
  for (const HashKey hash_key :
       {HashKey{1, 0}, HashKey{0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9}, HashKey{~0ull, ~0ull}}) {
    EXPECT_LT(probes_per_key(crafted, hash_key), 1.2 * probes_per_key(random, hash_key));
  }
}

// Ports and addresses in a row, as they are handed out.
std::vector<FlowKey> keys_in_a_row() {
  std::mt19937_64 random(3);
  FlowKey key = random_key(random);
  std::vector<FlowKey> keys;
  for (std::size_t i = 0; i < kFlows; ++i) {
    key.port[0] = static_cast<std::uint16_t>(i / 2);
    key.address[0].bytes[15] = static_cast<std::uint8_t>(i % 2);
    keys.push_back(key);
  }
  return keys;
}

TEST(FlowTableAttack, KeysInARowCostAtMostAFifthMoreThanRandomOnes) {
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_LT(probes_per_key(keys_in_a_row(), {i, 1}), 1.2 * probes_per_key(random_keys(), {i, 1}));
  }
}

// What the keyed hash is for.
TEST(FlowTableAttack, WhoKnowsTheKeyMakesTheTableAList) {
  EXPECT_GT(probes_per_key(crafted_keys(), kKnownKey),
            20 * probes_per_key(random_keys(), kKnownKey));
}

}  // namespace
}  // namespace flowsnoop
