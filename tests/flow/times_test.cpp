#include "flow/times.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(Times, EndAtTheLastOneThereIs) {
  EXPECT_EQ(later(5, 7), 12);
  EXPECT_EQ(later(-5, 7), 2);
  EXPECT_EQ(later(INT64_MAX - 1, 1), INT64_MAX);
  EXPECT_EQ(later(INT64_MAX - 1, 2), INT64_MAX);
  EXPECT_EQ(later(INT64_MIN, INT64_MAX), -1);
}

TEST(Times, AreWithinADistance) {
  EXPECT_TRUE(is_within(5, 7, 2));
  EXPECT_TRUE(is_within(7, 5, 2));
  EXPECT_FALSE(is_within(4, 7, 2));
  EXPECT_FALSE(is_within(7, 4, 2));
  EXPECT_TRUE(is_within(INT64_MIN, INT64_MIN, 0));
  EXPECT_FALSE(is_within(INT64_MAX, INT64_MIN, INT64_MAX));
  EXPECT_FALSE(is_within(INT64_MIN, INT64_MAX, INT64_MAX));
}

}  // namespace
}  // namespace flowsnoop
