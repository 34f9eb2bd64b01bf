#include "output/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "output/humanize.h"
#include "output/table_lines.h"
#include "output/view_support.h"
#include "threads/in_order.h"

namespace flowsnoop {
namespace {

// So many rows are worth a change of threads.
constexpr std::size_t kStretch = 512;

// Makes lines of some of the rows on a thread of its own.
class LinesWorker final : public StretchWorker {
 public:
  LinesWorker(const TableLayout& layout, std::span<const FlowRows::Place> rows, Output& output)
      : lines_(layout), rows_(rows), output_(output), text_(Output::to_memory()) {}

  void work(std::size_t begin, std::size_t end) override {
    for (std::size_t i = begin; i < end; ++i) lines_.write_row(text_, FlowRows::at(rows_[i]));
  }
  void hand_over() override {
    output_.append_lines(text_.text());
    text_.clear();
  }

 private:
  TableLines lines_;
  std::span<const FlowRows::Place> rows_;
  Output& output_;
  Output text_;
};

}  // namespace

class TableWriter::Part final : public RecordPart {
 public:
  explicit Part(TableWriter& writer)
      : writer_(writer), content_(writer.style_, writer.numeric_, SIZE_MAX) {}

  void on_record(const FlowRecord& record) override { content_.add(record); }
  void hand_over() override {
    writer_.content_.append(content_);
    content_.clear();
  }

 private:
  TableWriter& writer_;
  TableContent content_;
};

TableWriter::TableWriter(Output& output, TextStyle style, bool numeric, std::size_t max_bytes,
                         unsigned threads)
    : output_(output),
      style_(style),
      numeric_(numeric),
      threads_(threads),
      content_(style, numeric, max_bytes) {}

std::unique_ptr<RecordPart> TableWriter::make_part() {
  return std::make_unique<Part>(*this);
}

void TableWriter::finish(const RunSummary& summary) {
  if (content_.rows().size() != 0) write_table();
  if (const std::uint64_t beyond = content_.rows_beyond(); beyond > 0) {
    write_note(output_, style_,
               fmt::format("{} more than there is memory for in this table: JSON and CSV have all",
                           count_of(beyond, "conversation")));
    output_.append("\n");
  }
  if (const std::uint64_t ends = content_.tunnel_ends(); ends > 0) {
    write_note(
        output_, style_,
        fmt::format("{} of tunnels' ends that carried these: see JSON and CSV, or --no-tunnels",
                    count_of(ends, "more conversation")));
    output_.append("\n");
  }
  content_.summary().write(output_, style_, summary.accounting);
  output_.flush();
}

void TableWriter::write_table() {
  const std::vector<FlowRows::Place> rows = content_.rows().by_start();
  const TableLayout layout(style_, numeric_, content_.extent(), rows.front().start_ns,
                           rows.back().start_ns);
  TableLines lines(layout);
  lines.write_heading(output_);
  if (threads_ < 2 || rows.size() < 2 * kStretch) {
    for (const FlowRows::Place& row : rows) lines.write_row(output_, FlowRows::at(row));
  } else {
    std::vector<std::unique_ptr<StretchWorker>> workers;
    for (unsigned i = 0; i < 2 * threads_; ++i) {
      workers.push_back(std::make_unique<LinesWorker>(layout, rows, output_));
    }
    work_in_order(rows.size(), kStretch, threads_, workers);
  }
  output_.append("\n");
}

}  // namespace flowsnoop
