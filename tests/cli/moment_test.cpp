#include "cli/moment.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <limits>

#include "flowsnoop/packet.h"

namespace flowsnoop {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMay14_ns = 1'715'644'800 * kSecond;  // 2024-05-14 00:00 UTC

// The time zone for the length of a test.
class InTimeZone {
 public:
  explicit InTimeZone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~InTimeZone() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
  InTimeZone(const InTimeZone&) = delete;
  InTimeZone& operator=(const InTimeZone&) = delete;
};

TEST(ParseMoment, ReadsADateAndATimeWithAZone) {
  EXPECT_EQ(parse_moment_ns("2024-05-14T00:00Z"), kMay14_ns);
  EXPECT_EQ(parse_moment_ns("2024-05-14T01:02:03Z"), kMay14_ns + 3723 * kSecond);
  EXPECT_EQ(parse_moment_ns("2024-05-14 01:02:03.25z"), kMay14_ns + 3723'250'000'000);
  EXPECT_EQ(parse_moment_ns("2024-05-14t02:00+02:00"), kMay14_ns);
  EXPECT_EQ(parse_moment_ns("2024-05-14T02:30+0230"), kMay14_ns);
  EXPECT_EQ(parse_moment_ns("2024-05-13T19-05"), std::nullopt);
  EXPECT_EQ(parse_moment_ns("2024-05-13T19:00-05"), kMay14_ns);
  EXPECT_EQ(parse_moment_ns("1969-12-31T23:59:59.5Z"), -kSecond / 2);
}

TEST(ParseMoment, WithoutAZoneItIsLocalTime) {
  {
    const InTimeZone zone("CET-1CEST,M3.5.0,M10.5.0/3");
    EXPECT_EQ(parse_moment_ns("2024-05-14T02:00"), kMay14_ns);
    EXPECT_EQ(parse_moment_ns("2024-05-14"), kMay14_ns - 7200 * kSecond);
    EXPECT_EQ(parse_moment_ns("2024-01-14 01:00"), *parse_moment_ns("2024-01-14T00:00Z"));
  }
  const InTimeZone zone("UTC");
  EXPECT_EQ(parse_moment_ns("2024-05-14"), kMay14_ns);
}

TEST(ParseMoment, ReadsSecondsSince1970) {
  EXPECT_EQ(parse_moment_ns("0"), 0);
  EXPECT_EQ(parse_moment_ns("1715644800"), kMay14_ns);
  EXPECT_EQ(parse_moment_ns("1715644800.000000001"), kMay14_ns + 1);
  EXPECT_EQ(parse_moment_ns("1.0000000019"), kSecond + 1);
}

TEST(ParseMoment, ReadsNothingElse) {
  for (const char* text : {"",
                           "now",
                           "-1",
                           "1.",
                           ".5",
                           "1e9",
                           "1715644800 ",
                           "2024-5-14",
                           "2024-05-14T",
                           "2024-05-14 9:30",
                           "2024-02-30",
                           "2023-02-29",
                           "2024-13-01",
                           "2024-00-10",
                           "2024-05-14T24:00",
                           "2024-05-14T10:60",
                           "2024-05-14T10:00:61",
                           "2024-05-14T10:00:00.",
                           "2024-05-14T10:00+",
                           "2024-05-14T10:00+2",
                           "2024-05-14T10:00+24:00",
                           "2024-05-14T10:00+02:60",
                           "2024-05-14T10:00ZZ",
                           "2024-05-14x10:00",
                           "2024-05-14T10:00 Z",
                           "12345678901"}) {
    EXPECT_EQ(parse_moment_ns(text), std::nullopt) << text;
  }
}

TEST(ParseMoment, IsBoundedByTheTimesOfPackets) {
  EXPECT_EQ(parse_moment_ns("9999999999"), std::nullopt);
  EXPECT_EQ(parse_moment_ns("9999-12-31"), std::nullopt);
  EXPECT_EQ(parse_moment_ns("0001-01-01"), std::nullopt);
  EXPECT_LT(*parse_moment_ns("2116-01-01T00:00Z"), kMaxTimestamp_ns);
}

}  // namespace
}  // namespace flowsnoop
