// Reading lines and words of text protocols. Views into the payload; nothing is copied.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "inspect/match.h"

namespace flowsnoop {

// The longest part of a payload that is read as text.
inline constexpr std::size_t kMaxText = 512;
// The longest word of any protocol, and some.
inline constexpr std::size_t kMaxWord = 24;

inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), std::min(bytes.size(), kMaxText)};
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool is_letter(char c) {
  return to_upper(c) >= 'A' && to_upper(c) <= 'Z';
}
// A printable ASCII character, blank included.
constexpr bool is_printable(char c) {
  return c >= ' ' && c <= '~';
}
constexpr bool is_line_end(char c) {
  return c == '\r' || c == '\n';
}

// True if `text` begins with `upper`, letters of either case; `upper` is in upper case.
constexpr bool begins_with(std::string_view text, std::string_view upper) {
  return text.size() >= upper.size() &&
         std::equal(upper.begin(), upper.end(), text.begin(),
                    [](char wanted, char c) { return wanted == to_upper(c); });
}
constexpr bool same_word(std::string_view word, std::string_view upper) {
  return word.size() == upper.size() && begins_with(word, upper);
}
constexpr bool is_one_of(std::string_view word, std::span<const std::string_view> upper_words) {
  if (word.empty()) return false;
  const char first = to_upper(word[0]);
  return std::any_of(upper_words.begin(), upper_words.end(), [&](std::string_view upper) {
    return word.size() == upper.size() && first == upper[0] && begins_with(word, upper);
  });
}

// The letters, digits, '-' and '_' that `text` begins with.
constexpr std::string_view leading_word(std::string_view text) {
  std::size_t size = 0;
  while (
      size < text.size() && size <= kMaxWord &&
      (is_letter(text[size]) || is_digit(text[size]) || text[size] == '-' || text[size] == '_')) {
    ++size;
  }
  return text.substr(0, size);
}

// The digits that `text` begins with.
constexpr std::string_view leading_digits(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  return text.substr(0, size);
}

// The first line without its end; all of `text` where no line ends in it.
constexpr std::string_view first_line(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && !is_line_end(text[size])) ++size;
  return text.substr(0, size);
}

constexpr bool all_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_printable);
}

// A command as SMTP, FTP, POP3 and others have it: a word, then a blank and arguments, or the end
// of the line. Empty word: not such a line. What the arguments are is not looked at here, so that
// an unknown word costs little.
struct Command {
  std::string_view word;
  std::string_view rest;  // after the blank, not only to the end of the line; may be cut

  // The arguments; nothing where they are not printable.
  constexpr std::string_view arguments() const {
    const std::string_view line = first_line(rest);
    return all_printable(line) ? line : std::string_view{};
  }
  // True if the line has its end, and nothing but printable characters.
  constexpr bool is_whole() const {
    const std::string_view line = first_line(rest);
    return line.size() < rest.size() && all_printable(line);
  }
};
constexpr Command read_command(std::string_view text) {
  const std::string_view word = leading_word(text);
  if (word.empty() || word.size() == text.size()) return {};
  const char after = text[word.size()];
  if (is_line_end(after)) return {word, text.substr(word.size())};
  return after == ' ' ? Command{word, text.substr(word.size() + 1)} : Command{};
}

// A reply as SMTP, FTP and NNTP have it: three digits, then a blank or '-', then text.
struct ReplyLine {
  int code = 0;  // 0: not such a line
  bool last = false;
  std::string_view text;  // of the first line; may be cut
};
constexpr ReplyLine reply_line(std::string_view text) {
  if (text.size() < 4 || leading_digits(text).size() != 3) return {};
  const std::string_view line = first_line(text);
  const char after = text[3];
  if (after != ' ' && after != '-' && !is_line_end(after)) return {};
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  if (line.size() <= 4) return {code, after != '-', {}};
  // A server may speak UTF-8, but not control characters.
  const bool clean = std::none_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\t';
  });
  if (!clean) return {};
  return {code, after != '-', line.substr(4)};
}

}  // namespace flowsnoop
