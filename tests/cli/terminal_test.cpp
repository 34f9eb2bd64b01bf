#include "cli/terminal.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

Surroundings terminal() {
  Surroundings surroundings;
  surroundings.output_is_terminal = true;
  surroundings.terminal_columns = 132;
  surroundings.locale_is_utf8 = true;
  surroundings.term = "xterm";
  return surroundings;
}

TEST(Terminal, ShowsColoursSignsAndItsOwnWidth) {
  const TextStyle style = choose_style(terminal());
  EXPECT_EQ(style.width, 132);
  EXPECT_TRUE(style.colour);
  EXPECT_TRUE(style.utf8);
}

TEST(Terminal, APipeHasNoWidthAndNoColour) {
  Surroundings surroundings = terminal();
  surroundings.output_is_terminal = false;
  EXPECT_EQ(choose_style(surroundings).width, 0);
  EXPECT_FALSE(choose_style(surroundings).colour);
}

TEST(Terminal, ColumnsCountsBeforeTheTerminal) {
  Surroundings surroundings = terminal();
  surroundings.columns = "80";
  EXPECT_EQ(choose_style(surroundings).width, 80);
  surroundings.output_is_terminal = false;
  EXPECT_EQ(choose_style(surroundings).width, 80);
}

TEST(Terminal, ColumnsThatMakeNoSenseAreIgnored) {
  for (const char* columns : {"", "0", "-5", "wide", "80x", "19", "10001"}) {
    Surroundings surroundings = terminal();
    surroundings.columns = columns;
    EXPECT_EQ(choose_style(surroundings).width, 132) << columns;
  }
}

TEST(Terminal, AnUnknownWidthIsEighty) {
  Surroundings surroundings = terminal();
  surroundings.terminal_columns = 0;
  EXPECT_EQ(choose_style(surroundings).width, 80);
}

TEST(Terminal, NoColorAndDumbTerminalsAreObeyed) {
  Surroundings surroundings = terminal();
  surroundings.no_color = "1";
  EXPECT_FALSE(choose_style(surroundings).colour);
  surroundings.no_color = "";
  EXPECT_TRUE(choose_style(surroundings).colour);
  surroundings.term = "dumb";
  EXPECT_FALSE(choose_style(surroundings).colour);
  surroundings.term.reset();
  EXPECT_FALSE(choose_style(surroundings).colour);
}

TEST(Terminal, AnotherCharacterSetIsPlainAscii) {
  Surroundings surroundings = terminal();
  surroundings.locale_is_utf8 = false;
  EXPECT_FALSE(choose_style(surroundings).utf8);
}

}  // namespace
}  // namespace flowsnoop
