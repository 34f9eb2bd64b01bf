#include "roles/host_hash.h"

#include <gtest/gtest.h>

#include <set>

#include "roles/flow_of.h"

namespace flowsnoop {
namespace {

constexpr HashKey kKey{1, 2};

std::uint64_t hash_of(const FlowKey& key, Side side = Side::kLow) {
  return HostHasher(kKey)(key, side).value;
}

// Each in one part only.
TEST(HostHash, TellsAddressesProtocolsVersionsAndTunnelsApart) {
  const FlowKey key = test::flow_of(80, 50000).key;
  std::set<std::uint64_t> hashes{hash_of(key)};
  std::size_t variants = 1;
  const auto add = [&](auto change) {
    FlowKey other = key;
    change(other);
    hashes.insert(hash_of(other));
    ++variants;
  };
  for (std::size_t byte = 12; byte < 16; ++byte) {
    add([&](FlowKey& other) { other.address[0].bytes[byte] ^= 0x10; });
  }
  add([](FlowKey& other) { other.protocol = kProtocolUdp; });
  add([](FlowKey& other) { other.tunnel = 1; });
  add([](FlowKey& other) { other.ip_version = 6; });
  for (std::size_t byte = 0; byte < 16; ++byte) {
    add([&](FlowKey& other) {
      other.ip_version = 6;
      other.address[0].bytes[byte] ^= 0x10;
    });
  }
  EXPECT_EQ(hashes.size(), variants);
}

TEST(HostHash, IsTheHostsWhicheverSideItIsOnAndWhateverItsPort) {
  FlowKey key = test::flow_of(80, 50000).key;
  key.address[1] = key.address[0];
  EXPECT_EQ(hash_of(key, Side::kLow), hash_of(key, Side::kHigh));
  const std::uint64_t before = hash_of(key);
  key.port[0] = 81;
  EXPECT_EQ(hash_of(key), before);
}

TEST(HostHash, DependsOnTheKey) {
  const FlowKey key = test::flow_of(80, 50000).key;
  EXPECT_NE(HostHasher({1, 2})(key, Side::kLow).value, HostHasher({1, 3})(key, Side::kLow).value);
}

// Both halves of it take part: addresses in a row share neither.
TEST(HostHash, SpreadsNeighboursOverAllBits) {
  FlowKey key = test::flow_of(80, 50000).key;
  std::set<std::uint32_t> upper;
  std::set<std::uint32_t> lower;
  for (int i = 0; i < 256; ++i) {
    key.address[0].bytes[15] = static_cast<std::uint8_t>(i);
    const std::uint64_t hash = hash_of(key);
    upper.insert(static_cast<std::uint32_t>(hash >> 32));
    lower.insert(static_cast<std::uint32_t>(hash));
  }
  EXPECT_EQ(upper.size(), 256u);
  EXPECT_EQ(lower.size(), 256u);
}

}  // namespace
}  // namespace flowsnoop
