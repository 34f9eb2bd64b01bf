// CSV as RFC 4180 has it: a header line with the dotted names, CRLF line ends, quotation marks
// where a cell needs them. An absent value is an empty cell.
//
// Text from packets is written as escape_for_terminal() does, and a text cell that a spreadsheet
// would run as a formula gets an apostrophe in front. Writing a record allocates for such text
// only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "output/fields.h"
#include "output/value_text.h"
#include "output/writer.h"

namespace flowsnoop {

class CsvWriter final : public RecordWriter {
 public:
  // Writes the header line. `table` outlives the writer.
  explicit CsvWriter(Output& output, std::span<const Field> table = fields());

  // Another writer of the same records, which writes elsewhere, and no header line.
  CsvWriter(const CsvWriter& other, Output& output) : CsvWriter(other) { output_ = &output; }

  void on_record(const FlowRecord& record) override;
  void begin_file() override;
  std::unique_ptr<RecordPart> make_part() override;
  void finish(const RunSummary& summary) override;

 private:
  static constexpr std::size_t kBlock = 32;

  // `syn:`
  struct EvidenceOpening {
    std::array<char, kBlock> text{};
    std::uint8_t size = 0;
  };

  void append_commas(std::size_t count);
  void append_value(const FieldValue& value);
  void append_text(std::string_view text);
  void append_list(const LabelList& list);
  void append_cell(std::string_view text, bool formula);

  char* write_evidence(char* out, std::span<const Evidence> list);

  Output* output_;
  std::span<const Field> table_;
  std::vector<PresentField> present_;  // reused
  std::string list_;                   // reused
  std::array<EvidenceOpening, kEvidenceKindCount> evidence_openings_{};
  LogOddsText log_odds_;
  IsoTime iso_time_;
};

}  // namespace flowsnoop
