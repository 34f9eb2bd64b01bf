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

// Rows are kept in chunks of 64 KiB, and longer ones in chunks of their own.
TEST(PlainTable, KeepsRowsOfAnySizeInTheirOrder) {
  test::MemoryOutput memory;
  PlainTable table(kColumns, {0, false, true});
  std::string expected = "NAME  COUNT  MISSED MOST  LEAST\n";
  for (int i = 10'000; i < 20'000; ++i) {
    const std::string last(i % 2500 == 0 ? 100'000 : 3, 'x');
    table.add_row({"", std::to_string(i), "", last});
    expected += "      " + std::to_string(i) + "               " + last + '\n';
  }
  table.write(memory.output());
  memory.output().flush();
  EXPECT_TRUE(memory.text() == expected);
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
