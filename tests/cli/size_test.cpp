#include "cli/size.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(Size, ReadsNumbersAndUnits) {
  EXPECT_EQ(parse_size("0"), 0u);
  EXPECT_EQ(parse_size("1000"), 1000u);
  EXPECT_EQ(parse_size("3K"), 3072u);
  EXPECT_EQ(parse_size("512M"), 536870912u);
  EXPECT_EQ(parse_size("4g"), 4294967296u);
}

TEST(Size, RefusesWhatIsNone) {
  for (const char* text : {"", "M", "12MB", "12 M", "-1", "1.5G", "7T", "1M1",
                           "18446744073709551615K", "99999999999999999999"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

}  // namespace
}  // namespace flowsnoop
