#include "output/layout.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace flowsnoop {

// All bytes but those that go on with a character of UTF-8: 10xxxxxx. Eight at a time, as nearly
// all text is ASCII.
std::size_t display_width(std::string_view text) {
  constexpr std::uint64_t kTopBits = 0x8080808080808080;
  std::size_t width = text.size();
  for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    if ((bytes & kTopBits) == 0) continue;
    width -= static_cast<std::size_t>(std::popcount(bytes & ~(bytes << 1) & kTopBits));
  }
  for (const char byte : text) width -= (static_cast<unsigned char>(byte) & 0xc0) == 0x80 ? 1 : 0;
  return width;
}

void LineBuilder::add(std::string_view text, Emphasis emphasis) {
  put(text, emphasis);
  column_ += display_width(text);
}

void LineBuilder::put(std::string_view text, Emphasis emphasis) {
  if (text.empty()) return;
  const bool codes = colour_ && emphasis != Emphasis::kNone;
  const std::string_view before = codes ? sgr(emphasis) : "";
  const std::string_view after = codes ? sgr(Emphasis::kNone) : "";
  make_room(spaces_ + before.size() + text.size() + after.size());
  char* out = std::fill_n(text_.data() + size_, spaces_, ' ');
  for (const std::string_view part : {before, text, after}) out += part.copy(out, part.size());
  size_ = static_cast<std::size_t>(out - text_.data());
  spaces_ = 0;
}

void LineBuilder::make_room(std::size_t size) {
  if (text_.size() - size_ < size) text_.resize(2 * (text_.size() + size));
}

void LineBuilder::pad_to(std::size_t column) {
  if (column <= column_) return;
  spaces_ += column - column_;
  column_ = column;
}

std::string_view LineBuilder::finish() {
  make_room(1);
  text_[size_] = '\n';
  const std::string_view line(text_.data(), size_ + 1);
  column_ = spaces_ = size_ = 0;
  return line;
}

std::string elide_middle(std::string_view text, std::size_t width, std::string_view ellipsis) {
  if (text.size() <= width) return std::string(text);
  const std::size_t sign = display_width(ellipsis);
  const std::size_t kept = width > sign ? width - sign : 0;
  const std::size_t head = (kept + 1) / 2;
  std::string out(text.substr(0, head));
  out += ellipsis;
  out += text.substr(text.size() - (kept - head));
  return out;
}

void append_wrapped(std::string& out, std::string_view text, std::size_t width,
                    std::size_t indent) {
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t comma = text.find(", ");
    const std::string_view part = text.substr(0, comma == text.npos ? comma : comma + 1);
    text.remove_prefix(comma == text.npos ? text.size() : comma + 2);
    const std::size_t part_width = display_width(part);
    if (column > 0 && width > 0 && column + 1 + part_width > width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += part;
    column += part_width;
  }
  out += '\n';
}

void append_wrapped_words(std::string& out, std::string_view text, std::size_t width,
                          std::size_t indent) {
  std::size_t column = indent;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    const std::size_t word_width = display_width(word);
    if (column > indent && width > 0 && column + 1 + word_width > width) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word_width;
  }
  out += '\n';
}

}  // namespace flowsnoop
