// The default view: a table of conversations sorted by start, one a line, then a short summary.
//
// The rows are kept until finish(), because the widths of the columns depend on all of them. Where
// there are more conversations than may be kept, those that came last are only counted.
#pragma once

#include <cstddef>
#include <memory>

#include "output/table_content.h"
#include "output/writer.h"

namespace flowsnoop {

class TableWriter final : public RecordWriter {
 public:
  // Rows take `max_bytes` at most. In finish() so many threads make lines of them, where there are
  // many.
  TableWriter(Output& output, TextStyle style, bool numeric, std::size_t max_bytes = SIZE_MAX,
              unsigned threads = 1);

  void on_record(const FlowRecord& record) override { content_.add(record); }
  std::unique_ptr<RecordPart> make_part() override;
  void finish(const RunSummary& summary) override;

 private:
  class Part;

  void write_table();

  Output& output_;
  TextStyle style_;
  bool numeric_;
  unsigned threads_;
  TableContent content_;
};

}  // namespace flowsnoop
