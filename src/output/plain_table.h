// A table of words and numbers that fits the terminal: columns are as wide as their widest cell,
// the least missed columns go where there is no room, and then long cells lose their middle.
//
// Everything is kept until write(). Used by one thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/buffered_output.h"
#include "output/text_style.h"

namespace flowsnoop {

struct TableColumn {
  std::string_view heading;
  bool is_number = false;     // stands to the right
  int given_up = 0;           // the columns go in this order where there is no room; 0: never
  std::size_t min_width = 0;  // cells are not elided to less than this; 0: never elided
};

class PlainTable {
 public:
  // `columns` are borrowed and outlive the table.
  PlainTable(std::span<const TableColumn> columns, TextStyle style)
      : columns_(columns), style_(style), shown_(columns.size(), true) {}

  // One cell for each column, ASCII but for signs that are one column wide.
  void add_row(std::vector<std::string> cells);

  // A column that says nothing here.
  void hide(std::size_t column) { shown_[column] = false; }

  void write(Output& output);

 private:
  std::size_t width() const;
  void fit();
  bool give_up_a_column();
  void write_line(Output& output, std::span<const std::string> cells, Emphasis emphasis) const;

  std::span<const TableColumn> columns_;
  TextStyle style_;
  std::vector<bool> shown_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace flowsnoop
