#include "names/resolver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace flowsnoop::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong{60'000};  // never reached
const IpAddress kAddress = *parse_ip_address("192.0.2.1");

IpAddress address(std::uint32_t i) {
  const std::uint8_t octets[] = {10, static_cast<std::uint8_t>(i >> 16),
                                 static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
  return IpAddress::from_ipv4(octets);
}

std::string wait_for(Resolver& resolver, const IpAddress& asked) {
  for (;;) {
    if (const auto name = resolver.ask(asked)) return *name;
    resolver.wait(kLong);
  }
}

TEST(Resolver, LooksAnAddressUpOnce) {
  std::atomic<int> lookups = 0;
  Resolver resolver([&](const IpAddress& asked) {
    ++lookups;
    return "host-of-" + to_string(asked);
  });
  EXPECT_EQ(wait_for(resolver, kAddress), "host-of-192.0.2.1");
  EXPECT_EQ(resolver.ask(kAddress), "host-of-192.0.2.1");
  EXPECT_EQ(lookups, 1);
}

TEST(Resolver, ANameThatIsNotThereIsAnAnswerToo) {
  Resolver resolver([](const IpAddress&) { return std::string(); });
  EXPECT_EQ(wait_for(resolver, kAddress), "");
}

// A lookup that hangs delays neither the caller nor its end.
TEST(Resolver, NobodyWaitsForALookup) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  {
    Resolver resolver([gate](const IpAddress&) {
      gate.wait();
      return std::string("late");
    });
    EXPECT_EQ(resolver.ask(kAddress), std::nullopt);
    resolver.wait(milliseconds(1));
    EXPECT_EQ(resolver.ask(kAddress), std::nullopt);
  }
  open.set_value();
}

TEST(Resolver, TheQueueIsBounded) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  Resolver resolver([gate](const IpAddress&) {
    gate.wait();
    return std::string("name");
  });
  std::size_t taken = 0;
  constexpr std::uint32_t kMany = 3 * Resolver::kMaxQueued;
  for (std::uint32_t i = 0; i < kMany; ++i) taken += !resolver.ask(address(i)).has_value();
  EXPECT_GE(taken, Resolver::kMaxQueued);
  EXPECT_LE(taken, Resolver::kMaxQueued + Resolver::kThreads);
  EXPECT_EQ(resolver.ask(address(kMany - 1)), "");
  open.set_value();
  EXPECT_EQ(wait_for(resolver, address(0)), "name");
}

TEST(Resolver, TheCacheIsBounded) {
  std::atomic<std::size_t> lookups = 0;
  Resolver resolver([&](const IpAddress&) {
    ++lookups;
    return std::string("name");
  });
  for (std::uint32_t i = 0; i < Resolver::kMaxCached; ++i) wait_for(resolver, address(i));
  EXPECT_EQ(resolver.ask(kAddress), "");
  EXPECT_EQ(lookups, Resolver::kMaxCached);
  EXPECT_EQ(resolver.ask(address(0)), "name");
}

}  // namespace
}  // namespace flowsnoop::test
