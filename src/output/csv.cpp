#include "output/csv.h"

#include <algorithm>
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

// What a spreadsheet takes for the beginning of a formula.
bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

// Printable ASCII without a backslash: nearly every text there is.
bool needs_no_escape(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
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
  char* const out = output_->reserve(count);
  std::memset(out, ',', count);
  output_->commit(out + count);
}

// "syn:+9.2@1 port_class:+3.1@1"
char* CsvWriter::write_evidence(char* out, std::span<const Evidence> list) {
  bool first = true;
  for (const Evidence& evidence : list) {
    if (!first) *out++ = ' ';
    first = false;
    out = write_text(out, to_string(evidence.kind));
    *out++ = ':';
    if (evidence.log_odds >= 0) *out++ = '+';
    out = log_odds_.write(out, evidence);
    *out++ = '@';
    out = write_integer(out, evidence.frame);
  }
  return out;
}

void CsvWriter::append_value(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_text(*text);
    return;
  }
  if (const auto* labels = std::get_if<LabelList>(&value)) {
    append_list(*labels);
    return;
  }
  char* const out = output_->reserve(kMaxCell);
  if (const auto* errors = std::get_if<const IcmpErrors*>(&value)) {
    output_->commit(write_errors(out, **errors));
    return;
  }
  const auto* list = std::get_if<std::span<const Evidence>>(&value);
  output_->commit(list ? write_evidence(out, *list) : write_plain(out, value, iso_time_));
}

// The items with semicolons between them; one that is in an item is written as an escape.
void CsvWriter::append_list(const LabelList& list) {
  std::string cell;
  std::string_view separator;
  list.for_each([&](std::string_view text) {
    cell += separator;
    for (const char c : escape_for_terminal(text, true)) {
      c == ';' ? cell += kSemicolon : cell += c;
    }
    separator = ";";
  });
  append_cell(cell, looks_like_formula(cell));
}

void CsvWriter::append_text(std::string_view text) {
  const bool formula = looks_like_formula(text);
  if (needs_no_escape(text)) {
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
