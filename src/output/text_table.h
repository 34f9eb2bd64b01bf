// The default view: a table of conversations sorted by start, one a line, then a short summary.
//
// The rows are kept until finish(), because the widths of the columns depend on all of them. Where
// there are more conversations than may be kept, those that came last are only counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "output/layout.h"
#include "output/local_time.h"
#include "output/summary.h"
#include "output/table_form.h"
#include "output/writer.h"

namespace flowsnoop {

class TableWriter final : public RecordWriter {
 public:
  // What a conversation in the table takes.
  static constexpr std::size_t kRowBytes = sizeof(FlowRow) + sizeof(void*);

  TableWriter(Output& output, TextStyle style, bool numeric, std::size_t max_rows = SIZE_MAX);

  void on_record(const FlowRecord& record) override;
  void finish(const RunSummary& summary) override;

 private:
  // Where a column begins and how wide it is, by Column.
  struct Place {
    std::size_t begin = 0;
    std::size_t width = 0;
  };

  DateForm choose_date_form();
  void place_columns();
  void write_table();
  void sort_rows();
  void write_heading();
  void write_row(const FlowRow& row);
  void add_cell(Column column, const FlowRow& row);
  void add_start(const FlowRow& row);
  void add_socket(const FlowRow& row, const Endpoint& endpoint, std::string_view name,
                  std::size_t max_width);
  void add_sure(const FlowRow& row);
  void add_right(Column column, std::string_view text, Emphasis emphasis = Emphasis::kNone);

  const Place& place(Column column) const { return places_[static_cast<std::size_t>(column)]; }

  Output& output_;
  TextStyle style_;
  Glyphs signs_;
  bool numeric_;
  std::size_t max_rows_;
  std::deque<FlowRow> rows_;              // as they came
  std::vector<const FlowRow*> by_start_;  // in finish()
  std::uint64_t rows_beyond_ = 0;         // conversations that are not in the table
  std::uint64_t tunnel_ends_ = 0;         // conversations that only_carries() is true of
  Summary summary_;
  LocalClock clock_;
  LineBuilder line_;
  TableExtent extent_;
  TableForm form_;
  std::array<Place, kColumnCount> places_{};
};

}  // namespace flowsnoop
