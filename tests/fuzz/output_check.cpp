#include "output_check.h"

#include <cctype>
#include <cstddef>
#include <cstdint>

namespace flowsnoop::fuzz {
namespace {

bool is_odd(char32_t c) {
  const bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool is_separator = c == 0x2028 || c == 0x2029;
  const bool is_direction = c == 0x061c || c == 0x200e || c == 0x200f ||
                            (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return is_control || is_separator || is_direction;
}

// The character at `at`, which moves behind it; false where there is no valid one.
bool next_character(std::string_view text, std::size_t& at, char32_t& character) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  const std::size_t more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if ((first >= 0x80 && first < 0xc2) || first > 0xf4 || text.size() - at <= more) return false;
  character = more == 0 ? first : first & (0x3fu >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    if (byte(at + i) >> 6 != 2) return false;
    character = character << 6 | (byte(at + i) & 0x3fu);
  }
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  at += more + 1;
  return character >= kLeast[more] && character <= 0x10ffff &&
         (character < 0xd800 || character > 0xdfff);
}

// Reads JSON without keeping any of it.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool read_object_line() { return peek() == '{' && value(0) && at_ == text_.size(); }

 private:
  static constexpr int kMaxDepth = 12;

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool value(int depth) {
    if (depth > kMaxDepth) return false;
    if (take('{')) return members(depth, '}', true);
    if (take('[')) return members(depth, ']', false);
    if (peek() == '"') return string();
    return take("true") || take("false") || take("null") || number();
  }

  bool members(int depth, char end, bool with_names) {
    if (take(end)) return true;
    do {
      if (with_names && !(string() && take(':'))) return false;
      if (!value(depth + 1)) return false;
    } while (take(','));
    return take(end);
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      if (take('"')) return true;
      if (take('\\')) {
        if (!escape()) return false;
        continue;
      }
      char32_t character = 0;
      if (!next_character(text_, at_, character) || is_odd(character)) return false;
    }
    return false;
  }

  bool escape() {
    if (take('u')) {
      for (int i = 0; i < 4; ++i) {
        if (std::isxdigit(static_cast<unsigned char>(peek())) == 0) return false;
        ++at_;
      }
      return true;
    }
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    if (peek() == '\0' || kLetters.find(peek()) == std::string_view::npos) return false;
    ++at_;
    return true;
  }

  bool digits() {
    const std::size_t begin = at_;
    while (std::isdigit(static_cast<unsigned char>(peek())) != 0) ++at_;
    return at_ > begin;
  }

  bool number() {
    take('-');
    if (!(take('0') || digits())) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Takes the cells of a line off the front of `text`; 0 where it does not end as it should.
std::size_t take_cells(std::string_view& text) {
  std::size_t cells = 1;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (quoted) continue;
    if (text[at] == ',') ++cells;
    if (text[at] != '\n') continue;
    const bool ends = at > 0 && text[at - 1] == '\r';
    text.remove_prefix(at + 1);
    return ends ? cells : 0;
  }
  return 0;
}

}  // namespace

bool is_inert(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n' || text.substr(at).starts_with("\r\n")) {
      ++at;
      continue;
    }
    char32_t character = 0;
    if (!next_character(text, at, character) || is_odd(character)) return false;
  }
  return true;
}

bool is_json_lines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    if (!JsonReader(text.substr(0, end)).read_object_line()) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

bool is_csv(std::string_view text) {
  const std::size_t cells = take_cells(text);
  while (cells != 0 && !text.empty()) {
    if (take_cells(text) != cells) return false;
  }
  return cells != 0;
}

}  // namespace flowsnoop::fuzz
