#include "cli/duration.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

constexpr std::int64_t kS = 1'000'000'000;

TEST(Duration, ANumberAloneIsSeconds) {
  EXPECT_EQ(parse_duration_ns("0"), 0);
  EXPECT_EQ(parse_duration_ns("90"), 90 * kS);
}

TEST(Duration, UnitsAddUp) {
  EXPECT_EQ(parse_duration_ns("250ms"), 250'000'000);
  EXPECT_EQ(parse_duration_ns("15s"), 15 * kS);
  EXPECT_EQ(parse_duration_ns("5m"), 300 * kS);
  EXPECT_EQ(parse_duration_ns("2h4m"), 7440 * kS);
  EXPECT_EQ(parse_duration_ns("1d1s"), 86401 * kS);
}

TEST(Duration, WhatIsNoDurationIsRefused) {
  for (const char* text : {"", "s", "5x", "-1", "1.5s", "5m3", "5 m", "1h 2m", "99999999999s"}) {
    EXPECT_EQ(parse_duration_ns(text), std::nullopt) << text;
  }
}

TEST(Duration, TheLongestIsAHundredYears) {
  EXPECT_EQ(parse_duration_ns("36500d"), kLongestDuration_days * 86400 * kS);
  EXPECT_EQ(parse_duration_ns("36501d"), std::nullopt);
  EXPECT_EQ(parse_duration_ns("36500d1ms"), std::nullopt);
}

}  // namespace
}  // namespace flowsnoop
