#include "output/humanize.h"

#include <gtest/gtest.h>

#include <limits>

namespace flowsnoop {
namespace {

TEST(HumanizeCount, ShowsSmallNumbersWhole) {
  EXPECT_EQ(humanize_count(0), "0");
  EXPECT_EQ(humanize_count(812), "812");
  EXPECT_EQ(humanize_count(999), "999");
}

TEST(HumanizeCount, CountsInThousands) {
  EXPECT_EQ(humanize_count(1000), "1.0K");
  EXPECT_EQ(humanize_count(2140), "2.1K");
  EXPECT_EQ(humanize_count(9949), "9.9K");
  EXPECT_EQ(humanize_count(14'400), "14K");
  EXPECT_EQ(humanize_count(333'813'442), "334M");
}

TEST(HumanizeCount, RoundsIntoTheNextUnit) {
  EXPECT_EQ(humanize_count(9950), "10K");
  EXPECT_EQ(humanize_count(999'499), "999K");
  EXPECT_EQ(humanize_count(999'500), "1.0M");
}

TEST(HumanizeCount, NeverTakesMoreThanFourCharacters) {
  for (std::uint64_t value = 1; value < std::numeric_limits<std::uint64_t>::max() / 3; value *= 3) {
    EXPECT_LE(humanize_count(value).size(), 4u) << value;
  }
  EXPECT_EQ(humanize_count(std::numeric_limits<std::uint64_t>::max()), "18E");
}

TEST(HumanizeBytes, NamesTheUnit) {
  EXPECT_EQ(humanize_bytes(342), "342 B");
  EXPECT_EQ(humanize_bytes(8430), "8.4 KB");
}

std::string duration(std::uint64_t ns) {
  return humanize_duration(ns, "u");
}

TEST(HumanizeDuration, ChoosesTheUnit) {
  EXPECT_EQ(duration(0), "0 s");
  EXPECT_EQ(duration(950), "950 ns");
  EXPECT_EQ(duration(12'340), "12.3 us");
  EXPECT_EQ(duration(118'000'000), "118 ms");
  EXPECT_EQ(duration(1'310'000'000), "1.31 s");
  EXPECT_EQ(duration(65'000'000'000), "1m 05s");
  EXPECT_EQ(duration(7'412'000'000'000), "2h 03m");
  EXPECT_EQ(duration(200'000'000'000'000), "2d 07h");
  EXPECT_EQ(duration(std::numeric_limits<std::uint64_t>::max()), "213503d 23h");
}

TEST(HumanizeDuration, NeverRoundsToAUnitItDidNotReach) {
  EXPECT_EQ(duration(999), "999 ns");
  EXPECT_EQ(duration(999'400), "999 us");
  EXPECT_EQ(duration(999'600), "1.00 ms");
  EXPECT_EQ(duration(999'400'000), "999 ms");
  EXPECT_EQ(duration(999'600'000), "1.00 s");
  EXPECT_EQ(duration(9'996'000'000), "10.0 s");
  EXPECT_EQ(duration(59'999'999'999), "59.9 s");
  EXPECT_EQ(duration(60'000'000'000), "1m 00s");
  EXPECT_EQ(duration(3'599'999'999'999), "59m 59s");
}

// 8.055 and 20.15 are a little less as binary fractions.
TEST(HumanizeDuration, RoundsHalvesUp) {
  EXPECT_EQ(duration(8'055'000), "8.06 ms");
  EXPECT_EQ(duration(8'054'999), "8.05 ms");
  EXPECT_EQ(duration(20'150'000), "20.2 ms");
  EXPECT_EQ(duration(117'500'000), "118 ms");
  EXPECT_EQ(duration(9'994'999), "9.99 ms");
  EXPECT_EQ(duration(9'995'000), "10.0 ms");
  EXPECT_EQ(duration(99'949'999), "99.9 ms");
  EXPECT_EQ(duration(99'950'000), "100 ms");
}

TEST(GroupDigits, SetsACommaBeforeEveryThreeDigits) {
  EXPECT_EQ(group_digits(0), "0");
  EXPECT_EQ(group_digits(999), "999");
  EXPECT_EQ(group_digits(1000), "1,000");
  EXPECT_EQ(group_digits(1'234'567), "1,234,567");
}

TEST(CountOf, KnowsOneFromMany) {
  EXPECT_EQ(count_of(1, "flow"), "1 flow");
  EXPECT_EQ(count_of(0, "flow"), "0 flows");
  EXPECT_EQ(count_of(2000, "flow"), "2,000 flows");
}

TEST(Percent, ClaimsNoCertaintyThatIsNotThere) {
  EXPECT_EQ(percent(1), "100%");
  EXPECT_EQ(percent(0.9999), "100%");
  EXPECT_EQ(percent(0.9994), "99%");
  EXPECT_EQ(percent(0.885), "89%");
  EXPECT_EQ(percent(0.001), "<1%");
  EXPECT_EQ(percent(0), "0%");
}

}  // namespace
}  // namespace flowsnoop
