// The expected names are those that tcpdump 4.99 gives with the same options.
#include "capture/savefile_name.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace flowsnoop {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
// 2023-11-14 22:13:20.5 UTC
constexpr std::int64_t kTime_ns = 1'700'000'000 * kSecond_ns + kSecond_ns / 2;

class SavefileName : public testing::Test {
 protected:
  SavefileName() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

TEST_F(SavefileName, WithoutRotationItIsWhatWasGiven) {
  EXPECT_EQ(savefile_name("a%Y", {}, kTime_ns, 0), "a%Y");
}

TEST_F(SavefileName, ForTheSizeANumberIsAppendedButNotToTheFirst) {
  const Rotation rotation{.size = 1};
  EXPECT_EQ(savefile_name("x%Y", rotation, kTime_ns, 0), "x%Y");
  EXPECT_EQ(savefile_name("x%Y", rotation, kTime_ns, 1), "x%Y1");
  EXPECT_EQ(savefile_name("x%Y", rotation, kTime_ns, 12), "x%Y12");
}

TEST_F(SavefileName, InARingAllNumbersHaveTheDigitsOfTheHighest) {
  EXPECT_EQ(savefile_name("x", {.size = 1, .files = 1}, kTime_ns, 0), "x");
  EXPECT_EQ(savefile_name("x", {.size = 1, .files = 3}, kTime_ns, 0), "x0");
  EXPECT_EQ(savefile_name("x", {.size = 1, .files = 10}, kTime_ns, 9), "x9");
  EXPECT_EQ(savefile_name("x", {.size = 1, .files = 11}, kTime_ns, 0), "x00");
  EXPECT_EQ(savefile_name("x", {.size = 1, .files = 1001}, kTime_ns, 7), "x0007");
}

TEST_F(SavefileName, ForTheTimeItIsAPattern) {
  const Rotation rotation{.period_ns = kSecond_ns};
  EXPECT_EQ(savefile_name("d/%Y-%m-%d_%H%M%S.pcapng", rotation, kTime_ns, 0),
            "d/2023-11-14_221320.pcapng");
  EXPECT_EQ(savefile_name("%s", rotation, -1, 0), "-1") << "half a second before 1970";
}

TEST_F(SavefileName, ForBothThePatternIsFilledInAndNumbered) {
  EXPECT_EQ(savefile_name("x%Y", {.period_ns = kSecond_ns, .size = 1}, kTime_ns, 0), "x2023");
  EXPECT_EQ(savefile_name("x%Y", {.period_ns = kSecond_ns, .size = 1}, kTime_ns, 2), "x20232");
  EXPECT_EQ(savefile_name("x%Y", {.period_ns = kSecond_ns, .size = 1, .files = 11}, kTime_ns, 0),
            "x202300");
}

TEST_F(SavefileName, APatternThatBecomesTooLongOrEmptyIsNone) {
  const Rotation rotation{.period_ns = kSecond_ns};
  EXPECT_EQ(savefile_name(std::string(kMaxSavefileName + 1, 'x'), rotation, kTime_ns, 0),
            std::nullopt);
  EXPECT_EQ(savefile_name("%%", rotation, kTime_ns, 0), "%");
  EXPECT_EQ(savefile_name("", rotation, kTime_ns, 0), std::nullopt);
}

}  // namespace
}  // namespace flowsnoop
