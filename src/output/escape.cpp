#include "output/escape.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "output/plain_text.h"

namespace flowsnoop {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// True for the bytes that stand for themselves in every format.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x7f; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

std::uint8_t byte_at(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

char* write_json_escape(char32_t code_point, char* out) {
  *out++ = '\\';
  switch (code_point) {
    case '"':
    case '\\':
      *out++ = static_cast<char>(code_point);
      return out;
    case '\n':
      *out++ = 'n';
      return out;
    case '\r':
      *out++ = 'r';
      return out;
    case '\t':
      *out++ = 't';
      return out;
    default:
      break;
  }
  // Every character that is escaped lies in the Basic Multilingual Plane: no surrogate pairs.
  *out++ = 'u';
  for (int shift = 12; shift >= 0; shift -= 4) *out++ = kHex[(code_point >> shift) & 0xf];
  return out;
}

void append_hex_byte(std::string& out, std::uint8_t byte) {
  out += "\\x";
  out += kHex[byte >> 4];
  out += kHex[byte & 0xf];
}

void append_code_point(std::string& out, char32_t code_point) {
  char digits[8];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(code_point), 16);
  out += "\\u{";
  out.append(digits, end.ptr);
  out += '}';
}

}  // namespace

Utf8Character decode_utf8(std::string_view text) {
  if (text.empty()) return {};
  const std::uint8_t first = byte_at(text, 0);
  if (first < 0x80) return {first, 1};
  // 0x80-0xc1 begin nothing, or an overlong form; 0xf5 and above lie beyond Unicode.
  if (first < 0xc2 || first > 0xf4) return {};
  const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (text.size() < size) return {};
  char32_t code_point = first & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint8_t byte = byte_at(text, i);
    if ((byte & 0xc0) != 0x80) return {};
    code_point = (code_point << 6) | (byte & 0x3f);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < kSmallest[size] || code_point > 0x10ffff || surrogate) return {};
  return {code_point, size};
}

bool is_unsafe(char32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f) ||
         code_point == 0x061c ||                            // Arabic letter mark
         code_point == 0x200e || code_point == 0x200f ||    // direction marks
         (code_point >= 0x2028 && code_point <= 0x202e) ||  // separators, embeddings, overrides
         (code_point >= 0x2066 && code_point <= 0x2069);    // isolates
}

namespace {

// The text from `at` on, up to which all is plain.
[[gnu::noinline]] char* escape_rest(std::string_view text, std::size_t at, char* out) {
  while (at < text.size()) {
    if (kPlain[byte_at(text, at)]) {
      *out++ = text[at++];
      continue;
    }
    const Utf8Character character = decode_utf8(text.substr(at));
    if (character.size == 0) {
      std::memcpy(out, kReplacement.data(), kReplacement.size());
      out += kReplacement.size();
      ++at;
      continue;
    }
    const bool ascii_special = character.code_point == '"' || character.code_point == '\\';
    if (ascii_special || is_unsafe(character.code_point)) {
      out = write_json_escape(character.code_point, out);
    } else {
      std::memcpy(out, text.data() + at, character.size);
      out += character.size;
    }
    at += character.size;
  }
  return out;
}

}  // namespace

char* escape_json(std::string_view text, char* out) {
  const std::size_t plain = copy_plain<'"', '\\'>(text, out);
  out += plain;
  return plain == text.size() ? out : escape_rest(text, plain, out);
}

std::string escape_for_terminal(std::string_view text, bool utf8) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const Utf8Character character = decode_utf8(text.substr(at));
    const std::size_t size = character.size == 0 ? 1 : character.size;
    if (character.size == 0 || (size == 1 && is_unsafe(character.code_point))) {
      append_hex_byte(out, byte_at(text, at));
    } else if (size > 1 && (!utf8 || is_unsafe(character.code_point))) {
      append_code_point(out, character.code_point);
    } else {
      if (text[at] == '\\') out += '\\';
      out.append(text, at, size);
    }
    at += size;
  }
  return out;
}

}  // namespace flowsnoop
