#include "output/local_time.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

using test::kSampleStart_ns;
using test::ScopedTimeZone;

TEST(LocalClock, ObeysTheTimeZone) {
  {
    const ScopedTimeZone zone("UTC");
    EXPECT_EQ(format_clock(LocalClock().at(kSampleStart_ns), true), "09:14:02.118");
    EXPECT_EQ(format_zone(LocalClock().at(kSampleStart_ns)), "UTC");
  }
  const ScopedTimeZone zone(test::kBerlin);
  LocalClock clock;
  EXPECT_EQ(format_clock(clock.at(kSampleStart_ns), true), "11:14:02.118");
  EXPECT_EQ(format_date(clock.at(kSampleStart_ns)), "2024-05-01");
  EXPECT_EQ(format_zone(clock.at(kSampleStart_ns)), "CEST (UTC+02:00)");
  EXPECT_EQ(format_zone(clock.at(0)), "CET (UTC+01:00)");
}

TEST(LocalClock, NamesZonesWithoutANameByTheirOffset) {
  const ScopedTimeZone zone("<-0330>3:30");
  EXPECT_EQ(format_zone(LocalClock().at(0)), "UTC-03:30");
}

TEST(LocalClock, CutsMillisecondsOff) {
  const ScopedTimeZone zone("UTC");
  LocalClock clock;
  EXPECT_EQ(format_clock(clock.at(999'999'999), true), "00:00:00.999");
  EXPECT_EQ(format_clock(clock.at(999'999'999), false), "00:00:00");
}

TEST(LocalClock, CountsBackwardsFrom1970) {
  const ScopedTimeZone zone("UTC");
  LocalClock clock;
  EXPECT_EQ(format_clock(clock.at(-1), true), "23:59:59.999");
  EXPECT_EQ(format_date(clock.at(-1)), "1969-12-31");
  EXPECT_EQ(format_short_date(clock.at(-1)), "12-31");
}

TEST(LocalTime, BelongsToADayOfTheLocalZone) {
  const ScopedTimeZone zone(test::kBerlin);
  LocalClock clock;
  const LocalTime evening = clock.at(1'714'600'000'000'000'000);  // 2024-05-01 23:46:40 CEST
  EXPECT_TRUE(evening.same_day(clock.at(kSampleStart_ns)));
  EXPECT_FALSE(evening.same_day(clock.at(1'714'601'000'000'000'000)));
}

}  // namespace
}  // namespace flowsnoop
