// How text for people may look: what the terminal can show, and the signs and colours chosen for
// it.
//
// Plain values; safe to use from any thread.
#pragma once

#include <string_view>

namespace flowsnoop {

struct TextStyle {
  int width = 0;  // columns; 0: not a terminal, lines may have any length
  bool colour = false;
  bool utf8 = false;
};

// The signs that are not ASCII, or what stands for them. Each is one column wide but for the ASCII
// arrow and ellipsis, which are two.
struct Glyphs {
  std::string_view arrow;        // from the client to the server
  std::string_view from_client;  // after a number: what the client sent
  std::string_view from_server;  // after a number: what the server sent
  std::string_view ellipsis;
  std::string_view micro;
  std::string_view rule;  // a piece of a horizontal line
};

constexpr Glyphs glyphs(bool utf8) {
  return utf8 ? Glyphs{"→", "↑", "↓", "…", "µ", "─"} : Glyphs{"->", ">", "<", "..", "u", "-"};
}

// Why something stands out.
enum class Emphasis : unsigned char {
  kNone,
  kHeading,
  kFaint,   // there for who looks for it
  kGood,    // ended as it should
  kUnsure,  // unanswered, or a guess
  kBad,     // reset or refused
};

// The SGR sequence (ECMA-48 section 8.3.117) that begins an emphasis; kNone ends any.
constexpr std::string_view sgr(Emphasis emphasis) {
  switch (emphasis) {
    case Emphasis::kHeading:
      return "\x1b[1m";
    case Emphasis::kFaint:
      return "\x1b[2m";
    case Emphasis::kGood:
      return "\x1b[32m";
    case Emphasis::kUnsure:
      return "\x1b[33m";
    case Emphasis::kBad:
      return "\x1b[31m";
    case Emphasis::kNone:
      break;
  }
  return "\x1b[0m";
}

}  // namespace flowsnoop
