#include "output/plain_table.h"

#include <algorithm>

#include "output/layout.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kGap = 2;

}  // namespace

void PlainTable::add_row(std::vector<std::string> cells) {
  rows_.push_back(std::move(cells));
}

void PlainTable::write(Output& output) {
  std::vector<std::string> headings;
  for (const TableColumn& column : columns_) {
    headings.emplace_back(column.heading);
    widths_.push_back(column.heading.size());
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths_[i] = std::max(widths_[i], display_width(row[i]));
    }
  }
  fit();
  write_line(output, headings, Emphasis::kHeading);
  for (const auto& row : rows_) write_line(output, row, Emphasis::kNone);
}

std::size_t PlainTable::width() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (shown_[i]) sum += widths_[i] + (sum > 0 ? kGap : 0);
  }
  return sum;
}

// A terminal that is too narrow for the least there is gets longer lines.
void PlainTable::fit() {
  const auto room = static_cast<std::size_t>(style_.width);
  if (room == 0) return;
  while (width() > room && give_up_a_column()) {
  }
  for (std::size_t now = width(); now > room; now = width()) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::size_t least = std::max(columns_[i].min_width, columns_[i].heading.size());
      if (!shown_[i] || columns_[i].min_width == 0 || widths_[i] <= least) continue;
      if (widest == columns_.size() || widths_[i] > widths_[widest]) widest = i;
    }
    if (widest == columns_.size()) return;
    --widths_[widest];
  }
}

bool PlainTable::give_up_a_column() {
  std::size_t next = columns_.size();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!shown_[i] || columns_[i].given_up == 0) continue;
    if (next == columns_.size() || columns_[i].given_up < columns_[next].given_up) next = i;
  }
  if (next == columns_.size()) return false;
  shown_[next] = false;
  return true;
}

void PlainTable::write_line(Output& output, std::span<const std::string> cells,
                            Emphasis emphasis) const {
  LineBuilder line(style_.colour);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!shown_[i]) continue;
    const bool too_long = display_width(cells[i]) > widths_[i];
    const std::string cell =
        too_long ? elide_middle(cells[i], widths_[i], glyphs(style_.utf8).ellipsis) : cells[i];
    line.pad_to(columns_[i].is_number ? begin + widths_[i] - display_width(cell) : begin);
    line.add(cell, emphasis);
    begin += widths_[i] + kGap;
  }
  output.append(line.finish());
  output.end_line();
}

}  // namespace flowsnoop
