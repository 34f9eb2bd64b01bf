// Puts text into columns: widths in characters as a terminal shows them, not in bytes.
//
// Pure functions; they may run in parallel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "output/text_style.h"

namespace flowsnoop {

// The columns that `text` takes: its characters, for text that has no wide ones and no controls.
std::size_t display_width(std::string_view text);

// One line, put together from left to right; its storage is reused from line to line. Spaces are
// held back until something follows them, so that no line ends in one.
class LineBuilder {
 public:
  // With `colour`, emphasis becomes SGR codes; without, it is ignored.
  explicit LineBuilder(bool colour) : colour_(colour) {}

  void add(std::string_view text, Emphasis emphasis = Emphasis::kNone);

  // The same for text that takes a column for each of its bytes, which is ASCII.
  void add_ascii(std::string_view text, Emphasis emphasis = Emphasis::kNone) {
    put(text, emphasis);
    column_ += text.size();
  }

  // What is added next begins at `column` (0 is the first), or at once where the line is longer.
  void pad_to(std::size_t column);

  // The column in which what is added next begins.
  std::size_t column() const { return column_; }

  // The line with its line end, valid until the next call; a new line begins.
  std::string_view finish();

 private:
  void put(std::string_view text, Emphasis emphasis);
  void make_room(std::size_t size);

  bool colour_;
  std::size_t column_ = 0;
  std::size_t spaces_ = 0;  // held back
  std::size_t size_ = 0;    // of the line so far
  std::string text_;        // its size is the room there is
};

// `text` (ASCII) with its middle replaced by `ellipsis`, so that it takes at most `width` columns
// and keeps its end where that has room for it.
std::string elide_middle(std::string_view text, std::size_t width, std::string_view ellipsis);

// Appends the comma-separated parts of `text` in lines of at most `width` columns (0: no limit),
// each line but the first begun with `indent` spaces, and ends the last line.
void append_wrapped(std::string& out, std::string_view text, std::size_t width, std::size_t indent);

// The same for text that is broken between words. `out` already holds the first line's indent.
void append_wrapped_words(std::string& out, std::string_view text, std::size_t width,
                          std::size_t indent);

}  // namespace flowsnoop
