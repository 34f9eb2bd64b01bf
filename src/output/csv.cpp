#include "output/csv.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include "output/escape.h"
#include "output/memory_part.h"

namespace flowsnoop {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kSemicolon = "\\x3b";

// Room for one item of an evidence list, the kind's name included.
constexpr std::size_t kMaxEvidenceText = 96;
constexpr std::size_t kMaxCell = std::max(kMaxValueText, Roles::kMaxEvidence* kMaxEvidenceText);

// What a character asks for where it stands in a text.
enum : std::uint8_t {
  kEscape = 0x01,   // anything but printable ASCII without a backslash
  kQuotes = 0x02,   // around the cell
  kFormula = 0x04,  // for a spreadsheet, at the beginning
  kEscapeInList = 0x08,
};

constexpr std::array<std::uint8_t, 256> kAsks = [] {
  std::array<std::uint8_t, 256> asks{};
  for (std::size_t c = 0; c < asks.size(); ++c) {
    if (c < 0x20 || c >= 0x7f || c == '\\') asks[c] |= kEscape;
  }
  for (const char c : {',', '"'}) asks[static_cast<unsigned char>(c)] |= kQuotes;
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

// "port_unreachable ttl_exceeded"
char* write_errors(char* out, const IcmpErrors& errors) {
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

}  // namespace

CsvWriter::CsvWriter(Output& output, std::span<const Field> table)
    : output_(&output), table_(table), present_(table.size()) {
  for (std::size_t i = 0; i < kEvidenceKindCount; ++i) {
    const std::string text = std::string(to_string(static_cast<EvidenceKind>(i))) + ':';
    EvidenceOpening& opening = evidence_openings_[i];
    opening.size = static_cast<std::uint8_t>(text.copy(opening.text.data(), kBlock));
  }
  begin_file();
}

void CsvWriter::begin_file() {
  std::string_view separator;
  for (const Field& field : table_) {
    output_->append(separator);
    output_->append(field.name);
    separator = ",";
  }
  output_->append(kLineEnd);
}

void CsvWriter::on_record(const FlowRecord& record) {
  const std::size_t count = read_present(table_, record, present_.data());
  std::size_t column = 0;
  for (const PresentField& field : std::span(present_).first(count)) {
    append_commas(field.index - column);
    column = field.index;
    append_value(field.value);
  }
  append_commas(table_.empty() ? 0 : table_.size() - 1 - column);
  output_->append(kLineEnd);
  output_->end_line();
}

// What is between this cell and the one so many columns further on.
void CsvWriter::append_commas(std::size_t count) {
  char* const out = output_->reserve(count + kBlock);
  std::memset(out, ',', kBlock);  // of a fixed size, which is faster
  if (count > kBlock) std::memset(out + kBlock, ',', count - kBlock);
  output_->commit(out + count);
}

// "syn:+9.2@1 port_class:+3.1@1"
char* CsvWriter::write_evidence(char* out, std::span<const Evidence> list) {
  bool first = true;
  for (const Evidence& evidence : list) {
    if (!first) *out++ = ' ';
    first = false;
    const EvidenceOpening& opening = evidence_openings_[static_cast<std::size_t>(evidence.kind)];
    std::memcpy(out, opening.text.data(), kBlock);
    out += opening.size;
    if (evidence.log_odds >= 0) *out++ = '+';
    out = log_odds_.write(out, evidence);
    *out++ = '@';
    out = write_integer(out, evidence.frame);
  }
  return out;
}

void CsvWriter::append_value(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return append_text(*text);
  if (const auto* labels = std::get_if<LabelList>(&value)) return append_list(*labels);
  char* out = output_->reserve(kMaxCell);
  switch (static_cast<FieldKind>(value.index())) {
    case FieldKind::kInteger:
      out = write_integer(out, *std::get_if<std::uint64_t>(&value));
      break;
    case FieldKind::kEvidence:
      out = write_evidence(out, *std::get_if<std::span<const Evidence>>(&value));
      break;
    case FieldKind::kIcmpErrors:
      out = write_errors(out, **std::get_if<const IcmpErrors*>(&value));
      break;
    default:
      out = write_plain(out, value, iso_time_);
  }
  output_->commit(out);
}

// The items with semicolons between them; one that is in an item is written as an escape.
void CsvWriter::append_list(const LabelList& list) {
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
  append_cell(list_, looks_like_formula(list_));
}

void CsvWriter::append_text(std::string_view text) {
  const std::uint8_t all = asks_of(text);
  const bool formula = looks_like_formula(text);
  if ((all & (kEscape | kQuotes)) == 0 && !formula) [[likely]] {
    output_->append(text);
  } else if ((all & kEscape) == 0) {
    append_cell(text, formula);
  } else {
    append_cell(escape_for_terminal(text, true), formula);
  }
}

// `text` has no line end or other unsafe character.
void CsvWriter::append_cell(std::string_view text, bool formula) {
  const bool quoted = text.find_first_of(",\"") != std::string_view::npos;
  if (quoted) output_->append("\"");
  if (formula) output_->append("'");
  for (std::size_t quote = text.find('"'); quote != text.npos; quote = text.find('"')) {
    output_->append(text.substr(0, quote));
    output_->append("\"\"");
    text.remove_prefix(quote + 1);
  }
  output_->append(text);
  if (quoted) output_->append("\"");
}

std::unique_ptr<RecordPart> CsvWriter::make_part() {
  return std::make_unique<MemoryPart<CsvWriter>>(*this, *output_);
}

void CsvWriter::finish(const RunSummary&) {
  output_->flush();
}

}  // namespace flowsnoop
