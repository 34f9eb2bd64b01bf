#include "threads/doorbell.h"

#include <gtest/gtest.h>

#include <thread>

namespace flowsnoop {
namespace {

TEST(Doorbell, IsNotWaitedForWhereItRangBefore) {
  Doorbell bell;
  const std::uint32_t rings = bell.rings();
  bell.ring();
  bell.wait(rings);  // returns at once
  EXPECT_EQ(bell.rings(), rings + 1);
}

TEST(Doorbell, WakesTheThreadThatWaits) {
  Doorbell bell;
  Doorbell back;
  std::thread other([&] {
    for (std::uint32_t i = 0; i < 1000; ++i) {
      bell.wait(i);
      back.ring();
    }
  });
  for (std::uint32_t i = 0; i < 1000; ++i) {
    bell.ring();
    back.wait(i);
  }
  other.join();
  EXPECT_EQ(back.rings(), 1000u);
}

}  // namespace
}  // namespace flowsnoop
