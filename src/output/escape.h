// Keeps what packets say from doing anything where it is shown: to a JSON reader, a spreadsheet or
// a terminal.
//
// Pure functions; they may run in parallel.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flowsnoop {

// No byte of a text grows to more characters than this when it is escaped.
inline constexpr std::size_t kMaxEscapeGrowth = 6;

// One character of UTF-8 (RFC 3629): its code point and how many bytes it takes.
struct Utf8Character {
  char32_t code_point = 0;
  std::size_t size = 0;  // 1 to 4; 0 where the text does not begin with valid UTF-8
};
Utf8Character decode_utf8(std::string_view text);

// True for characters that a terminal acts on instead of showing them: C0 and C1 controls, DEL,
// line and paragraph separators, and what changes the direction of writing (Unicode Bidirectional
// Algorithm, UAX #9 section 2), which can make a line read differently from what it says.
bool is_unsafe(char32_t code_point);

// Writes `text` as the inside of a JSON string (RFC 8259 section 7) at `out`, which has room for
// kMaxEscapeGrowth characters per byte, and returns the end of what was written. Unsafe characters
// become \uXXXX; a byte that is not valid UTF-8 becomes U+FFFD.
char* escape_json(std::string_view text, char* out);

// `text` with every unsafe character written as \xNN or \u{NNNN}, every byte that is not UTF-8 as
// \xNN, and the backslash as two, so that nothing is lost. Without `utf8`, so is everything beyond
// ASCII.
std::string escape_for_terminal(std::string_view text, bool utf8);

}  // namespace flowsnoop
