#include "names/name_table.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop::test {
namespace {

constexpr HashKey kHashKey{1, 2};
constexpr std::int64_t kSecond = 1'000'000'000;

const IpAddress kClient = *parse_ip_address("192.0.2.10");
const IpAddress kOther = *parse_ip_address("192.0.2.11");
const IpAddress kServer = *parse_ip_address("198.51.100.80");

// Learned at a second, for so many seconds.
LearnedName learned(std::string_view name, std::int64_t at_s, std::int64_t life_s = 100,
                    NameSource source = NameSource::kDns, const IpAddress& asker = kClient) {
  return {kServer, name, source, at_s * kSecond, (at_s + life_s) * kSecond, asker};
}

// The name of the server for a conversation with `asker` from second to second, and its source.
std::string find(const NameTable& table, std::int64_t start_s, std::int64_t end_s,
                 const IpAddress& asker = kClient, std::string_view expected = {}) {
  const EndpointName found =
      table.find({kServer, asker, start_s * kSecond, end_s * kSecond, expected});
  return std::string(found.text) + " " + std::string(to_string(found.source));
}

TEST(NameTable, KnowsWhatTheClientAskedFor) {
  NameTable table(kHashKey);
  EXPECT_EQ(find(table, 0, 1), " none");
  table.learn(learned("www.example.com", 10));
  EXPECT_EQ(find(table, 11, 12), "www.example.com dns");
  EXPECT_EQ(find(table, 11, 12, kOther), "www.example.com dns_other");
  EXPECT_EQ(table.find({kClient, kServer, 11 * kSecond, 12 * kSecond, {}}).text, "");
}

TEST(NameTable, ANameHoldsFromWhenItIsLearnedUntilItIsOutdated) {
  NameTable table(kHashKey);
  table.learn(learned("a.example", 10, 100));
  EXPECT_EQ(find(table, 0, 9), " none");           // ended before
  EXPECT_EQ(find(table, 0, 10), "a.example dns");  // learned while it went on
  EXPECT_EQ(find(table, 110, 500), "a.example dns");
  EXPECT_EQ(find(table, 111, 500), " none");
  table.learn(learned("a.example", 100, 100));
  EXPECT_EQ(find(table, 111, 500), "a.example dns");
  EXPECT_EQ(find(table, 0, 10), "a.example dns");
}

TEST(NameTable, OfSeveralNamesTheOneAskedForLastBeforeItBegan) {
  NameTable table(kHashKey);
  table.learn(learned("a.example", 10));
  table.learn(learned("b.example", 20));
  table.learn(learned("c.example", 30));
  EXPECT_EQ(find(table, 15, 90), "a.example dns");
  EXPECT_EQ(find(table, 25, 90), "b.example dns");
  EXPECT_EQ(find(table, 35, 90), "c.example dns");
  EXPECT_EQ(find(table, 5, 90), "a.example dns");  // the first one after
  table.learn(learned("a.example", 40));
  EXPECT_EQ(find(table, 45, 90), "a.example dns");
  EXPECT_EQ(find(table, 35, 90), "c.example dns");
}

TEST(NameTable, OfSeveralNamesTheOneThatIsExpected) {
  NameTable table(kHashKey);
  table.learn(learned("a.example", 10));
  table.learn(learned("b.example", 20));
  EXPECT_EQ(find(table, 25, 90, kClient, "A.example"), "a.example dns");
  EXPECT_EQ(find(table, 25, 90, kClient, "z.example"), "b.example dns");
}

TEST(NameTable, ABetterSourceGoesBeforeALaterName) {
  NameTable table(kHashKey);
  table.learn(learned("laptop", 10, 100, NameSource::kDhcp));
  table.learn(learned("laptop.local", 20, 100, NameSource::kMdns));
  EXPECT_EQ(find(table, 25, 90), "laptop dhcp");
  table.learn(learned("host.example", 5, 100, NameSource::kDns, kOther));
  EXPECT_EQ(find(table, 25, 90), "host.example dns_other");
  table.learn(learned("mine.example", 6));
  EXPECT_EQ(find(table, 25, 90), "mine.example dns");
}

TEST(NameTable, NamesAreInLowerCaseAndOnce) {
  NameTable table(kHashKey);
  table.learn(learned("WWW.eXample.com", 10));
  table.learn(learned("www.example.COM", 11));
  EXPECT_EQ(find(table, 25, 90), "www.example.com dns");
  EXPECT_EQ(table.size(), 2u);  // for the asker and for all
}

TEST(NameTable, IgnoresWhatIsNoNameOrNoHost) {
  NameTable table(kHashKey);
  for (const std::string& name : {std::string(), std::string("."), std::string("192.0.2.1"),
                                  std::string("::1"), std::string(256, 'a')}) {
    table.learn(learned(name, 10));
  }
  for (const char* address :
       {"0.0.0.0", "127.0.0.1", "224.0.0.251", "255.255.255.255", "::", "::1", "ff02::fb"}) {
    LearnedName name = learned("a.example", 10);
    name.address = *parse_ip_address(address);
    EXPECT_FALSE(is_host_address(name.address)) << address;
    table.learn(name);
  }
  EXPECT_EQ(table.size(), 0u);
  EXPECT_TRUE(is_host_address(*parse_ip_address("fe80::1")));
}

TEST(NameTable, OneAddressKeepsSoManyNames) {
  NameTable table(kHashKey);
  for (int i = 0; i < 1000; ++i) table.learn(learned("n" + std::to_string(i), 10 + i, 5000));
  EXPECT_EQ(table.size(), 2 * NameTable::kMaxPerKey);
  EXPECT_EQ(find(table, 2000, 2001), "n999 dns");
  EXPECT_EQ(find(table, 2000, 2001, kClient, "n992"), "n992 dns");
  EXPECT_EQ(find(table, 2000, 2001, kClient, "n991"), "n999 dns");
}

// A flood of answers: the memory stays bounded, the oldest names go and the newest are there.
TEST(NameTable, AMillionAnswersStayBounded) {
  NameTable table(kHashKey);
  LearnedName name = learned("", 10, 5000);
  constexpr std::uint32_t kCount = 1'000'000;
  const auto address = [](std::uint32_t i) {
    const std::uint8_t octets[] = {10, static_cast<std::uint8_t>(i >> 16),
                                   static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    return IpAddress::from_ipv4(octets);
  };
  std::string text;
  for (std::uint32_t i = 0; i < kCount; ++i) {
    text = "n" + std::to_string(i);
    name.name = text;
    name.address = address(i);
    table.learn(name);
  }
  EXPECT_EQ(table.size(), NameTable::kMaxEntries);
  const auto find_at = [&](std::uint32_t i) {
    return std::string(table.find({address(i), kClient, 20 * kSecond, 20 * kSecond, {}}).text);
  };
  EXPECT_EQ(find_at(kCount - 1), "n999999");
  EXPECT_EQ(find_at(kCount - NameTable::kMaxEntries / 2), "n934464");
  EXPECT_EQ(find_at(kCount - NameTable::kMaxEntries / 2 - 1), "");
}

TEST(NameTable, SaysHowManyNamesAMemoryHolds) {
  EXPECT_EQ(NameTable::entries_in(SIZE_MAX), NameTable::kMaxEntries);
  EXPECT_EQ(NameTable::entries_in(0), 1u);
  EXPECT_GT(NameTable::entries_in(1u << 20), 2000u);
  EXPECT_LT(NameTable::entries_in(1u << 20), (1u << 20) / NameTable::kMaxName);
  NameTable table(kHashKey, 2);
  for (int i = 0; i < 100; ++i) table.learn(learned("n" + std::to_string(i), 10 + i, 5000));
  EXPECT_EQ(table.size(), 2u);
  EXPECT_EQ(find(table, 2000, 2001), "n99 dns");
}

TEST(NameTable, NamesDifferByNothingButCase) {
  EXPECT_TRUE(same_name("A.b", "a.B"));
  EXPECT_FALSE(same_name("a.b", "a.c"));
  EXPECT_FALSE(same_name("a", "a."));
  EXPECT_FALSE(same_name("[", "{"));
}

}  // namespace
}  // namespace flowsnoop::test
