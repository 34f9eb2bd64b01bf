// What the output may look like: the terminal's width, colours and character set.
#pragma once

#include <optional>
#include <string_view>

#include "output/text_style.h"

namespace flowsnoop {

// What the environment says, read once.
struct Surroundings {
  bool output_is_terminal = false;
  int terminal_columns = 0;  // 0: unknown
  bool locale_is_utf8 = false;
  std::optional<std::string_view> columns;   // the variable COLUMNS
  std::optional<std::string_view> no_color;  // NO_COLOR (https://no-color.org)
  std::optional<std::string_view> term;      // TERM
};

// Reads the environment of this process; `descriptor` is where the text will go. Sets the locale's
// character set from the environment.
Surroundings read_surroundings(int descriptor);

// COLUMNS counts before the terminal's own width, also where the output is no terminal; colour
// needs a terminal that is not dumb and NO_COLOR unset or empty. Pure.
TextStyle choose_style(const Surroundings& surroundings);

}  // namespace flowsnoop
