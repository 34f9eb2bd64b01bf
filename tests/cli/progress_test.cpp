#include "cli/progress.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(Progress, AFileTellsShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line({.bytes_read = 100'000'000, .bytes_total = 400'000'000}, 2'000'000, 2.0),
            " 25 %  100.0 MB of 400.0 MB, 2000000 packets, 1.00 M packets/s, 6 s left");
}

TEST(Progress, LongTimesAreInMinutes) {
  EXPECT_EQ(progress_line({.bytes_read = 1'000'000, .bytes_total = 101'000'000}, 10, 1.0),
            "  1 %  1.0 MB of 101.0 MB, 10 packets, 0.00 M packets/s, 1 min 40 s left");
}

TEST(Progress, StandardInputHasNoEndInSight) {
  EXPECT_EQ(progress_line({.bytes_read = 1'500'000, .bytes_total = 0}, 3'000'000, 1.5),
            "1.5 MB read, 3000000 packets, 2.00 M packets/s");
}

TEST(Progress, AFileThatGrowsWhileItIsReadIsNeverOverdone) {
  EXPECT_EQ(progress_line({.bytes_read = 300'000'000, .bytes_total = 200'000'000}, 1, 1.0),
            "100 %  300.0 MB of 200.0 MB, 1 packets, 0.00 M packets/s, 0 s left");
}

}  // namespace
}  // namespace flowsnoop
