// The default view: a table of conversations sorted by start, one a line, then a short summary.
//
// Everything is kept until finish(), about 250 bytes and the names for each conversation, because
// the widths of the columns depend on all of them.
#pragma once

#include <vector>

#include "output/layout.h"
#include "output/local_time.h"
#include "output/summary.h"
#include "output/table_form.h"
#include "output/writer.h"

namespace flowsnoop {

class TableWriter final : public RecordWriter {
 public:
  TableWriter(Output& output, TextStyle style, bool numeric);

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
  void write_heading();
  void write_row(const FlowRow& row);
  void add_cell(Column column, const FlowRow& row);
  void add_start(const FlowRow& row);
  void add_socket(const Endpoint& endpoint, std::string_view name, std::uint8_t ip_version,
                  std::size_t max_width);
  void add_sure(const FlowRow& row);
  void add_right(Column column, std::string_view text, Emphasis emphasis = Emphasis::kNone);

  const Place& place(Column column) const { return places_[static_cast<std::size_t>(column)]; }

  Output& output_;
  TextStyle style_;
  Glyphs signs_;
  bool numeric_;
  std::vector<FlowRow> rows_;
  Summary summary_;
  LocalClock clock_;
  LineBuilder line_;
  TableExtent extent_;
  TableForm form_;
  std::array<Place, kColumnCount> places_{};
};

}  // namespace flowsnoop
