// How a row of the table of flows becomes a line of text.
//
// A TableLayout is a plain value; several TableLines may borrow one. Each of these is used by one
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "output/buffered_output.h"
#include "output/flow_rows.h"
#include "output/layout.h"
#include "output/local_time.h"
#include "output/table_form.h"

namespace flowsnoop {

struct TableLayout {
  // Where a column begins and how wide it is.
  struct Place {
    std::size_t begin = 0;
    std::size_t width = 0;
  };

  // Of a table that is not empty, with rows from `first_ns` to `last_ns`.
  TableLayout(const TextStyle& style, bool numeric, const TableExtent& extent,
              std::int64_t first_ns, std::int64_t last_ns);

  TextStyle style;
  Glyphs signs;
  TableExtent extent;
  TableForm form;
  std::array<Place, kColumnCount> places{};
};

class TableLines {
 public:
  // Borrows the layout.
  explicit TableLines(const TableLayout& layout) : layout_(layout), line_(layout.style.colour) {}

  void write_heading(Output& output);
  void write_row(Output& output, const FlowRow& row);

 private:
  void add_cell(Column column, const FlowRow& row);
  void add_start(const FlowRow& row);
  void add_socket(const FlowRow& row, const Endpoint& endpoint, std::string_view name,
                  std::size_t max_width);
  void add_elided_socket(std::string_view text, std::size_t max_width);
  void add_counts(Column column, std::uint64_t from_client, std::uint64_t from_server);
  void add_sure(const FlowRow& row);
  void add_elided(std::string_view text, std::size_t max_width);
  void add_right(Column column, std::string_view text);

  const TableLayout& layout_;
  LocalClock clock_;
  LineBuilder line_;
};

}  // namespace flowsnoop
