// One record as one line of CSV (RFC 4180): code of its own for each field of a table, made by the
// compiler. An absent value is an empty cell.
//
// Text from packets is written as escape_for_terminal() does, and a text cell that a spreadsheet
// would run as a formula gets an apostrophe in front. Writing a record allocates for such text
// only. Used by one thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "output/buffered_output.h"
#include "output/fields.h"
#include "output/value_text.h"

namespace flowsnoop {

// Writes cells. What it takes at `out` is at most max_size(), but for texts and lists of texts:
// these see to their own room in `output`, and leave as much as a line needs for all else.
class CsvCells {
 public:
  // What a value of `kind` takes at most, but for texts and lists of texts.
  static constexpr std::size_t max_size(FieldKind kind) {
    if (kind == FieldKind::kEvidence) return Roles::kMaxEvidence * (EvidenceText::kMaxSize + 1);
    if (kind == FieldKind::kIcmpErrors) return kIcmpErrorKindCount * (kMaxWord + 1);
    return kMaxValueText;
  }

  explicit CsvCells(std::size_t line_room) : line_room_(line_room) {}

  template <FieldKind kind>
  [[gnu::always_inline]] char* write(Output& output, char* out, const FieldValue& value) {
    if constexpr (kind == FieldKind::kText) {
      return write_string(output, out, value.text());
    } else if constexpr (kind == FieldKind::kTextList) {
      return write_list(output, out, value.list());
    } else if constexpr (kind == FieldKind::kEvidence) {
      return write_evidence(out, value.evidence());
    } else if constexpr (kind == FieldKind::kIcmpErrors) {
      return write_errors(out, value.icmp_errors());
    } else {
      return write_plain<kind>(out, value, iso_time_);
    }
  }

 private:
  char* write_string(Output& output, char* out, std::string_view text) const;
  char* write_list(Output& output, char* out, const LabelList& list);
  char* write_safe(Output& output, char* out, std::string_view text, bool formula) const;
  char* write_evidence(char* out, std::span<const Evidence> list);
  static char* write_errors(char* out, const IcmpErrors& errors);

  const std::size_t line_room_;
  EvidenceText evidence_text_{{"", ":", "@", true}};
  IsoTime iso_time_;
  std::string list_;  // reused
};

template <const auto& table>
class CsvLine {
 public:
  static constexpr std::string_view kEnd = "\r\n";

  // Appends the names of all fields, which is the first line of a file.
  static void append_header(Output& output) {
    std::string_view separator;
    for (const Field& field : table) {
      output.append(separator);
      output.append(field.name);
      separator = ",";
    }
    output.append(kEnd);
  }

  void append(Output& output, const FlowRecord& record) {
    char* out = output.reserve(kRoom);
    out = write_cells(output, out, record, std::make_index_sequence<std::size(table)>());
    output.commit(write_text(out - 1, kEnd));  // in the place of the last comma
  }

 private:
  template <std::size_t... indexes>
  [[gnu::always_inline]] char* write_cells(Output& output, char* out, const FlowRecord& record,
                                           std::index_sequence<indexes...>) {
    ((out = write_cell<indexes>(output, out, record)), ...);
    return out;
  }

  template <std::size_t index>
  [[gnu::always_inline]] char* write_cell(Output& output, char* out, const FlowRecord& record) {
    constexpr const Field& field = table[index];
    const FieldValue value = field.read(record);
    if (!value.is_absent()) out = cells_.template write<field.kind>(output, out, value);
    *out++ = ',';
    return out;
  }

  // A line without its texts and lists.
  static constexpr std::size_t kRoom = [] {
    std::size_t room = kEnd.size();
    for (const Field& field : table) room += CsvCells::max_size(field.kind) + 1;
    return room;
  }();

  CsvCells cells_{kRoom};
};

}  // namespace flowsnoop
