#include "output/plain_table.h"

#include <gtest/gtest.h>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

constexpr TableColumn kColumns[] = {
    {.heading = "NAME", .min_width = 6},
    {.heading = "COUNT", .is_number = true},
    {.heading = "MISSED MOST", .given_up = 2},
    {.heading = "LEAST", .given_up = 1},
};

std::string to_text(int width) {
  test::MemoryOutput memory;
  PlainTable table(kColumns, {width, false, true});
  table.add_row({"abcdefghijkl", "1", "a", "b"});
  table.add_row({"short", "1,234,567", "c", "d"});
  table.write(memory.output());
  memory.output().flush();
  return memory.text();
}

TEST(PlainTable, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(to_text(0),
            "NAME              COUNT  MISSED MOST  LEAST\n"
            "abcdefghijkl          1  a            b\n"
            "short         1,234,567  c            d\n");
}

TEST(PlainTable, GivesColumnsUpInTheirOrder) {
  EXPECT_EQ(test::split_lines(to_text(42)).front(), "NAME              COUNT  MISSED MOST");
  EXPECT_EQ(test::split_lines(to_text(30)).front(), "NAME              COUNT");
}

TEST(PlainTable, ThenElidesWhatMayBeElided) {
  EXPECT_EQ(to_text(18),
            "NAME         COUNT\n"
            "abc…jkl          1\n"
            "short    1,234,567\n");
}

TEST(PlainTable, KeepsWithinTheTerminal) {
  for (int width = 17; width < 50; ++width) {
    for (const std::string& line : test::split_lines(to_text(width))) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
}

}  // namespace
}  // namespace flowsnoop
