#include "flow/flow_key.h"

#include <gtest/gtest.h>

#include <functional>
#include <string_view>
#include <vector>

#include "flow/flow_hash.h"
#include "flow/flow_script.h"

namespace flowsnoop {
namespace {

using test::Socket;

const FlowHash kHash({0x0123456789abcdef, 0xfedcba9876543210});

struct Keyed {
  FlowKey key;
  Side sender;
};

Keyed key_of(const Decoded& headers) {
  Keyed result;
  result.sender = make_flow_key(headers, result.key);
  return result;
}

Keyed key_of(Socket from, Socket to) {
  return key_of(test::udp_packet(from, to).headers);
}

// Both ways give one key, and `low` is its low side.
void expect_order(Socket low, Socket high) {
  const Keyed there = key_of(low, high);
  const Keyed back = key_of(high, low);
  EXPECT_EQ(there.key, back.key) << low.address << " " << high.address;
  EXPECT_EQ(there.sender, Side::kLow) << low.address << " " << high.address;
  EXPECT_EQ(back.sender, Side::kHigh) << low.address << " " << high.address;
  EXPECT_EQ(to_string(there.key.address[0]), low.address);
  EXPECT_EQ(to_string(there.key.address[1]), high.address);
  EXPECT_EQ(there.key.port[0], low.port);
  EXPECT_EQ(there.key.port[1], high.port);
}

TEST(FlowKey, IsTheSameBothWaysWithTheLowerAddressFirst) {
  expect_order({"192.0.2.1", 9}, {"192.0.2.2", 5});
  expect_order({"9.0.0.0", 9}, {"10.0.0.0", 5});
  expect_order({"127.255.255.255", 9}, {"128.0.0.0", 5});
}

// The address is compared in two halves; byte order matters in each.
TEST(FlowKey, ComparesIpv6AddressesFromTheirFirstByteOn) {
  expect_order({"100::", 9}, {"200::", 5});
  expect_order({"1:0:0:ff00::", 9}, {"1:0:1::", 5});
  expect_order({"1::ff", 9}, {"1:0:0:1::", 5});
  expect_order({"2001:db8::ff", 9}, {"2001:db8::100", 5});
  expect_order({"2001:db8::1", 9}, {"2001:db8::2", 5});
  expect_order({"7fff::", 9}, {"8000::", 5});
}

TEST(FlowKey, PutsTheLowerPortFirstBetweenEqualAddresses) {
  expect_order({"127.0.0.1", 255}, {"127.0.0.1", 256});
}

TEST(FlowKey, CountsASocketThatTalksToItselfAsTheLowSide) {
  const Keyed keyed = key_of({"127.0.0.1", 7}, {"127.0.0.1", 7});
  EXPECT_EQ(keyed.sender, Side::kLow);
  EXPECT_EQ(keyed.key.port[0], 7);
  EXPECT_EQ(keyed.key.port[1], 7);
}

TEST(FlowKey, TakesProtocolAndIpVersionFromTheHeaders) {
  const FlowKey v4 = key_of(test::tcp_packet({"192.0.2.1", 1}, {"192.0.2.2", 2}).headers).key;
  EXPECT_EQ(v4.protocol, kProtocolTcp);
  EXPECT_EQ(v4.ip_version, 4);
  const FlowKey v6 = key_of(test::udp_packet({"2001:db8::1", 1}, {"2001:db8::2", 2}).headers).key;
  EXPECT_EQ(v6.protocol, kProtocolUdp);
  EXPECT_EQ(v6.ip_version, 6);
}

TEST(FlowKey, LeavesNothingOfAnEarlierKey) {
  const Decoded headers = test::udp_packet({"192.0.2.1", 1}, {"192.0.2.2", 2}).headers;
  FlowKey used;
  used.icmp_exchange = 7;
  used.tunnel = 7;
  make_flow_key(headers, used);
  EXPECT_EQ(used, key_of(headers).key);
}

// Every way to change one thing that belongs to a key of `ip_version`.
std::vector<std::function<void(FlowKey&)>> changes(int ip_version) {
  std::vector<std::function<void(FlowKey&)>> all;
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t byte = ip_version == 4 ? 12 : 0; byte < 16; ++byte) {
      all.emplace_back([=](FlowKey& key) { key.address[side].bytes[byte] ^= 0x10; });
    }
    all.emplace_back([=](FlowKey& key) { key.port[side] ^= 0x0001; });
    all.emplace_back([=](FlowKey& key) { key.port[side] ^= 0x8000; });
  }
  all.emplace_back([](FlowKey& key) { key.protocol = kProtocolUdp; });
  all.emplace_back([](FlowKey& key) { key.icmp_exchange = 9; });
  all.emplace_back([](FlowKey& key) { key.tunnel ^= 1; });
  all.emplace_back([](FlowKey& key) { key.tunnel ^= 0x80000000; });
  return all;
}

TEST(FlowKey, DiffersAndHashesDifferentlyWhereAnythingDiffers) {
  const FlowKey v4 = key_of(test::tcp_packet({"192.0.2.1", 1}, {"192.0.2.2", 2}).headers).key;
  const FlowKey v6 = key_of(test::tcp_packet({"2001:db8::1", 1}, {"2001:db8::2", 2}).headers).key;
  for (const FlowKey& key : {v4, v6}) {
    int number = 0;
    for (const auto& change : changes(key.ip_version)) {
      FlowKey changed = key;
      change(changed);
      EXPECT_NE(changed, key) << "change " << number << " of IPv" << int{key.ip_version};
      EXPECT_NE(kHash(changed), kHash(key))
          << "change " << number << " of IPv" << int{key.ip_version};
      ++number;
    }
  }
}

TEST(FlowKey, TellsIpv4FromItsMappedFormInIpv6) {
  const FlowKey v4 = key_of({"192.0.2.1", 1}, {"192.0.2.2", 2}).key;
  FlowKey mapped = v4;
  mapped.ip_version = 6;
  EXPECT_NE(mapped, v4);
  EXPECT_NE(kHash(mapped), kHash(v4));
}

TEST(FlowKey, HashesDifferentlyUnderAnotherHashKey) {
  const FlowKey key = key_of({"192.0.2.1", 1}, {"192.0.2.2", 2}).key;
  EXPECT_NE(FlowHash({1, 2})(key), FlowHash({1, 3})(key));
  EXPECT_EQ(FlowHash({1, 2})(key), FlowHash({1, 2})(key));
}

}  // namespace
}  // namespace flowsnoop
