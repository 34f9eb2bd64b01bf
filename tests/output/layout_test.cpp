#include "output/layout.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace flowsnoop {
namespace {

TEST(DisplayWidth, CountsCharactersNotBytes) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("→ 14↑"), 5u);
}

TEST(DisplayWidth, CountsTheCharactersOfATextOfAnyLength) {
  std::string text;
  std::size_t characters = 0;
  for (int i = 0; i < 40; ++i) {
    for (const std::string_view character : {"a", "\u00e9", "\u2192", "\U0001f40b"}) {
      if (i % static_cast<int>(character.size()) != 0) continue;
      text += character;
      ++characters;
      ASSERT_EQ(display_width(text), characters) << text;
    }
  }
}

TEST(LineBuilder, PadsToColumnsByWhatIsShown) {
  LineBuilder line(false);
  line.add("→");
  line.pad_to(4);
  line.add("a");
  line.pad_to(2);  // passed already
  line.add("b");
  EXPECT_EQ(line.finish(), "→   ab\n");
}

TEST(LineBuilder, TakesAsciiAsWideAsItIsLong) {
  LineBuilder line(true);
  line.pad_to(2);
  line.add_ascii("abc", Emphasis::kBad);
  EXPECT_EQ(line.column(), 5u);
  line.add("→");
  line.add_ascii(std::string(1000, 'x'));
  EXPECT_EQ(line.column(), 1006u);
  EXPECT_EQ(line.finish(), "  \x1b[31mabc\x1b[0m→" + std::string(1000, 'x') + "\n");
}

TEST(LineBuilder, LeavesNoSpaceAtTheEndOfALine) {
  LineBuilder line(false);
  line.add("a");
  line.pad_to(10);
  line.add("");
  EXPECT_EQ(line.finish(), "a\n");
  line.add("b");
  EXPECT_EQ(line.finish(), "b\n");
  EXPECT_EQ(line.finish(), "\n");
}

TEST(LineBuilder, ColoursOnlyWhereAskedTo) {
  LineBuilder plain(false);
  plain.add("bad", Emphasis::kBad);
  EXPECT_EQ(plain.finish(), "bad\n");
  LineBuilder coloured(true);
  coloured.add("bad", Emphasis::kBad);
  coloured.pad_to(5);
  coloured.add("plain");
  EXPECT_EQ(coloured.column(), 10u);
  EXPECT_EQ(coloured.finish(), "\x1b[31mbad\x1b[0m  plain\n");
}

TEST(ElideMiddle, KeepsBothEnds) {
  EXPECT_EQ(elide_middle("abcdefghij", 10, "…"), "abcdefghij");
  EXPECT_EQ(elide_middle("abcdefghij", 9, "…"), "abcd…ghij");
  EXPECT_EQ(elide_middle("abcdefghij", 8, ".."), "abc..hij");
  EXPECT_EQ(elide_middle("abcdefghij", 2, "…"), "a…");
  EXPECT_EQ(elide_middle("abcdefghij", 0, "…"), "…");
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string out;
  append_wrapped(out, text, width, 2);
  return out;
}

TEST(AppendWrapped, BreaksLinesAfterCommas) {
  EXPECT_EQ(wrapped("one, two, three", 0), "one, two, three\n");
  EXPECT_EQ(wrapped("one, two, three", 15), "one, two, three\n");
  EXPECT_EQ(wrapped("one, two, three", 14), "one, two,\n  three\n");
  EXPECT_EQ(wrapped("one, two, three", 3), "one,\n  two,\n  three\n");
  EXPECT_EQ(wrapped("1,234 frames", 5), "1,234 frames\n");
}

TEST(AppendWrappedWords, BreaksBetweenWordsAndIndents) {
  std::string text = "  ";
  append_wrapped_words(text, "one two three incomprehensibilities", 9, 2);
  EXPECT_EQ(text, "  one two\n  three\n  incomprehensibilities\n");
  std::string unlimited;
  append_wrapped_words(unlimited, "one two", 0, 0);
  EXPECT_EQ(unlimited, "one two\n");
}

}  // namespace
}  // namespace flowsnoop
