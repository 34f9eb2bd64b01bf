// CSV as RFC 4180 has it: a header line with the dotted names, CRLF line ends, quotation marks
// where a cell needs them. An absent value is an empty cell.
#pragma once

#include <memory>

#include "output/csv_line.h"
#include "output/field_table.h"
#include "output/writer.h"

namespace flowsnoop {

class CsvWriter final : public RecordWriter {
 public:
  // Writes the header line. `output` outlives the writer.
  explicit CsvWriter(Output& output) : output_(&output) { begin_file(); }

  // Another writer of the same records, which writes elsewhere, and no header line.
  CsvWriter(const CsvWriter& /*other*/, Output& output) : output_(&output) {}

  void on_record(const FlowRecord& record) override;
  void begin_file() override { line_.append_header(*output_); }
  std::unique_ptr<RecordPart> make_part() override;
  void finish(const RunSummary& summary) override;

 private:
  Output* output_;
  CsvLine<kFieldTable> line_;
};

}  // namespace flowsnoop
