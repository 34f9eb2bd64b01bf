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

}  // namespace
}  // namespace flowsnoop
