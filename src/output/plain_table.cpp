#include "output/plain_table.h"

#include <algorithm>

namespace flowsnoop {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kChunkBytes = std::size_t{1} << 16;

}  // namespace

PlainTable::PlainTable(std::span<const TableColumn> columns, TextStyle style)
    : columns_(columns), style_(style), shown_(columns.size(), true) {
  for (const TableColumn& column : columns_) widths_.push_back(column.heading.size());
}

void PlainTable::add_row(std::initializer_list<std::string_view> cells) {
  std::size_t size = cells.size();
  for (const std::string_view cell : cells) size += cell.size();
  if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < size) {
    chunks_.emplace_back().reserve(std::max(size, kChunkBytes));
  }
  std::size_t* width = widths_.data();
  for (const std::string_view cell : cells) {
    chunks_.back().append(cell) += '\0';
    *width = std::max(*width, display_width(cell));
    ++width;
  }
}

void PlainTable::write(Output& output) {
  fit();
  LineBuilder line(style_.colour);
  std::vector<std::string_view> cells;
  for (const TableColumn& column : columns_) cells.push_back(column.heading);
  write_line(output, line, cells, Emphasis::kHeading);
  for (const std::string& chunk : chunks_) {
    for (std::string_view rest = chunk; !rest.empty();) {
      for (std::string_view& cell : cells) {
        cell = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(cell.size() + 1);
      }
      write_line(output, line, cells, Emphasis::kNone);
    }
  }
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

void PlainTable::write_line(Output& output, LineBuilder& line,
                            std::span<const std::string_view> cells, Emphasis emphasis) const {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!shown_[i]) continue;
    std::string elided;
    std::string_view cell = cells[i];
    std::size_t width = display_width(cell);
    if (width > widths_[i]) {
      elided = elide_middle(cell, widths_[i], glyphs(style_.utf8).ellipsis);
      cell = elided;
      width = display_width(cell);
    }
    line.pad_to(columns_[i].is_number ? begin + widths_[i] - width : begin);
    line.add(cell, emphasis);
    begin += widths_[i] + kGap;
  }
  output.append(line.finish());
  output.end_line();
}

}  // namespace flowsnoop
