#include "output/keyed_table.h"

#include <gtest/gtest.h>

#include <map>

#include "flowsnoop/ip_address.h"

namespace flowsnoop {
namespace {

struct Key {
  std::uint32_t number = 0;
  IpAddress address;

  friend auto operator<=>(const Key&, const Key&) = default;
};

IpAddress address_of(std::uint32_t number) {
  const std::uint8_t octets[] = {10, static_cast<std::uint8_t>(number >> 16),
                                 static_cast<std::uint8_t>(number >> 8),
                                 static_cast<std::uint8_t>(number)};
  return IpAddress::from_ipv4(octets);
}

TEST(KeyedTable, FindsWhatWasAddedHoweverMuchItGrows) {
  KeyedTable<Key, std::uint32_t> table(100'000);
  std::map<Key, std::uint32_t> expected;
  for (std::uint32_t i = 0; i < 30'000; ++i) {
    const Key key{i % 3, address_of(i * 7919 % 10'000)};
    *table.find_or_add(key) += i;
    expected[key] += i;
  }
  ASSERT_EQ(table.size(), expected.size());
  auto next = expected.begin();
  for (const auto* entry : table.by_key()) {
    EXPECT_EQ(entry->key, next->first);
    EXPECT_EQ(entry->value, next->second);
    ++next;
  }
}

TEST(KeyedTable, EntriesDoNotMoveAndStayInTheirOrder) {
  KeyedTable<IpAddress, std::uint32_t> table(1000);
  std::uint32_t* const first = table.find_or_add(address_of(999));
  *first = 1;
  for (std::uint32_t i = 0; i < 999; ++i) *table.find_or_add(address_of(i)) = i + 2;
  EXPECT_EQ(table.find_or_add(address_of(999)), first);
  std::uint32_t value = 0;
  for (const auto& entry : table) EXPECT_EQ(entry.value, ++value);
  EXPECT_EQ(value, 1000u);
}

TEST(KeyedTable, IsFullAtItsBoundButStillFinds) {
  KeyedTable<IpAddress, std::uint32_t> table(20);
  for (std::uint32_t i = 0; i < 20; ++i) ASSERT_NE(table.find_or_add(address_of(i)), nullptr);
  EXPECT_EQ(table.find_or_add(address_of(20)), nullptr);
  EXPECT_NE(table.find_or_add(address_of(19)), nullptr);
  EXPECT_EQ(table.size(), 20u);
}

TEST(KeyedTable, GivesTheWantedOnesOnly) {
  KeyedTable<IpAddress, std::uint32_t> table(10);
  for (std::uint32_t i = 10; i-- > 0;) *table.find_or_add(address_of(i)) = i;
  const auto odd = table.by_key([](const auto& entry) { return entry.value % 2 == 1; });
  ASSERT_EQ(odd.size(), 5u);
  EXPECT_EQ(odd.front()->value, 1u);
  EXPECT_EQ(odd.back()->value, 9u);
}

// Two tables agree on next to nothing: who sees the one cannot aim at the other.
TEST(KeyedHash, IsAnotherOneEachTime) {
  const KeyedHash<2> one;
  const KeyedHash<2> other;
  int same = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) same += one({i, 1}) == other({i, 1}) ? 1 : 0;
  EXPECT_LT(same, 10);
}

TEST(KeyedHash, SpreadsKeysInARow) {
  const KeyedHash<5> hash;
  std::map<std::uint32_t, int> taken;
  for (std::uint32_t i = 0; i < 4096; ++i) ++taken[hash({0, 0, 0, 0xffff, i}) % 4096];
  EXPECT_GT(taken.size(), 1500u) << "by chance it is 4096 * (1 - 1/e), 2589";
}

}  // namespace
}  // namespace flowsnoop
