#include "output/csv_line.h"

#include <array>
#include <cstdint>

#include "output/escape.h"
#include "output/plain_text.h"

namespace flowsnoop {
namespace {

constexpr std::string_view kSemicolon = "\\x3b";

// What a character asks for where it stands in a text.
enum : std::uint8_t {
  kEscape = 0x01,   // anything but printable ASCII without a backslash
  kFormula = 0x02,  // for a spreadsheet, at the beginning
  kEscapeInList = 0x04,
};

constexpr std::array<std::uint8_t, 256> kAsks = [] {
  std::array<std::uint8_t, 256> asks{};
  for (std::size_t c = 0; c < asks.size(); ++c) {
    if (c < 0x20 || c >= 0x7f || c == '\\') asks[c] |= kEscape;
  }
  for (const char c : {'=', '+', '-', '@', '\t', '\r'})
    asks[static_cast<unsigned char>(c)] |= kFormula;
  asks[';'] |= kEscapeInList;
  return asks;
}();

std::uint8_t asks(char c) {
  return kAsks[static_cast<unsigned char>(c)];
}

std::uint8_t asks_of(std::string_view text) {
  std::uint8_t all = 0;
  for (const char c : text) all |= asks(c);
  return all;
}

bool looks_like_formula(std::string_view text) {
  return !text.empty() && (asks(text.front()) & kFormula) != 0;
}

}  // namespace

char* CsvCells::write_string(Output& output, char* out, std::string_view text) const {
  const bool formula = looks_like_formula(text);
  out = output.make_room(out, text.size() + line_room_);
  if (!formula && copy_plain<'"', ',', '\\'>(text, out) == text.size()) [[likely]] {
    return out + text.size();
  }
  if ((asks_of(text) & kEscape) == 0) return write_safe(output, out, text, formula);
  return write_safe(output, out, escape_for_terminal(text, true), formula);
}

// The items with semicolons between them; one that is in an item is written as an escape.
char* CsvCells::write_list(Output& output, char* out, const LabelList& list) {
  list_.clear();
  std::string_view separator;
  list.for_each([&](std::string_view text) {
    list_ += separator;
    separator = ";";
    if ((asks_of(text) & (kEscape | kEscapeInList)) == 0) {
      list_ += text;
      return;
    }
    for (const char c : escape_for_terminal(text, true)) {
      c == ';' ? list_ += kSemicolon : list_ += c;
    }
  });
  return write_safe(output, out, list_, looks_like_formula(list_));
}

// `text` has no line end or other unsafe character.
char* CsvCells::write_safe(Output& output, char* out, std::string_view text, bool formula) const {
  constexpr std::size_t kAround = 3;  // quotation marks and an apostrophe
  out = output.make_room(out, 2 * text.size() + kAround + line_room_);
  const bool quoted = text.find_first_of(",\"") != std::string_view::npos;
  if (quoted) *out++ = '"';
  if (formula) *out++ = '\'';
  for (const char c : text) {
    if (c == '"') *out++ = '"';
    *out++ = c;
  }
  if (quoted) *out++ = '"';
  return out;
}

// "syn:+9.2@1 port_class:+3.1@1"
char* CsvCells::write_evidence(char* out, std::span<const Evidence> list) {
  for (const Evidence& evidence : list) {
    out = evidence_text_.write(out, evidence);
    *out++ = ' ';
  }
  return out - 1;  // there is one at least
}

// "port_unreachable ttl_exceeded"
char* CsvCells::write_errors(char* out, const IcmpErrors& errors) {
  bool first = true;
  for (std::size_t i = 0; i < kIcmpErrorKindCount; ++i) {
    const auto kind = static_cast<IcmpErrorKind>(i);
    if (!errors.has(kind)) continue;
    if (!first) *out++ = ' ';
    first = false;
    out = write_text(out, to_string(kind));
  }
  return out;
}

}  // namespace flowsnoop
