// A table of words and numbers that fits the terminal: columns are as wide as their widest cell,
// the least missed columns go where there is no room, and then long cells lose their middle.
//
// The cells are kept until write(), one behind the other: there may be millions. Used by one
// thread.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/buffered_output.h"
#include "output/layout.h"
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
  PlainTable(std::span<const TableColumn> columns, TextStyle style);

  // One cell for each column, ASCII but for signs that are one column wide. They are copied.
  void add_row(std::initializer_list<std::string_view> cells);

  // A column that says nothing here.
  void hide(std::size_t column) { shown_[column] = false; }

  void write(Output& output);

 private:
  std::size_t width() const;
  void fit();
  bool give_up_a_column();
  void write_line(Output& output, LineBuilder& line, std::span<const std::string_view> cells,
                  Emphasis emphasis) const;

  std::span<const TableColumn> columns_;
  TextStyle style_;
  std::vector<bool> shown_;
  std::vector<std::size_t> widths_;
  std::vector<std::string> chunks_;  // of whole rows, each cell ended by a zero
};

}  // namespace flowsnoop
