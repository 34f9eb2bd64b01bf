// What the table of flows shows of the records: the rows, how wide their cells are, and sums of
// all.
//
// A plain value, used by one thread. Contents of several threads become one by append().
#pragma once

#include <cstddef>
#include <cstdint>

#include "output/flow_rows.h"
#include "output/summary.h"
#include "output/table_form.h"
#include "output/text_style.h"

namespace flowsnoop {

class TableContent {
 public:
  // `numeric`: neither names of hosts nor of services. Rows take `max_bytes` at most; of records
  // that come after that, there are only the sums.
  TableContent(const TextStyle& style, bool numeric, std::size_t max_bytes);

  void add(const FlowRecord& record);

  // As if all records of `other` had been added here.
  void append(const TableContent& other);

  void clear();

  const FlowRows& rows() const { return rows_; }
  const TableExtent& extent() const { return extent_; }
  const Summary& summary() const { return summary_; }
  std::uint64_t rows_beyond() const { return rows_beyond_; }  // conversations without a row
  // Conversations that only_carries() is true of, which are neither rows nor in the sums.
  std::uint64_t tunnel_ends() const { return tunnel_ends_; }

 private:
  void add_row(const FlowRow& row);

  bool numeric_;
  std::size_t max_name_;  // columns
  std::size_t max_bytes_;
  FlowRows rows_;
  TableExtent extent_;  // of the rows
  Summary summary_;
  std::uint64_t rows_beyond_ = 0;
  std::uint64_t tunnel_ends_ = 0;
};

}  // namespace flowsnoop
