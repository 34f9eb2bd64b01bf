#include "capture_support.h"

namespace flowsnoop {
namespace {

TEST(ListInterfaces, ShowsTheLoopbackInterfaceWithItsAddress) {
  const std::vector<LiveInterface> interfaces = list_interfaces();
  const auto loopback = std::ranges::find(interfaces, "lo", &LiveInterface::name);
  if (loopback == interfaces.end()) GTEST_SKIP() << "no interface named lo here";
  EXPECT_TRUE(loopback->loopback);
  if (!loopback->up) GTEST_SKIP() << "lo is down";
  EXPECT_THAT(loopback->addresses, testing::Contains("127.0.0.1"));
}

}  // namespace
}  // namespace flowsnoop
