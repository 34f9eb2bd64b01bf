#include "output/table_content.h"

#include <string>

#include "output/about.h"
#include "output/flow_text.h"

namespace flowsnoop {

TableContent::TableContent(const TextStyle& style, bool numeric, std::size_t max_bytes)
    : numeric_(numeric),
      max_name_(max_name_width(style.width)),
      max_bytes_(max_bytes),
      summary_(numeric) {}

void TableContent::add(const FlowRecord& record) {
  if (only_carries(record)) {
    ++tunnel_ends_;
    return;
  }
  summary_.add(record);
  const std::string client_name = numeric_ ? "" : shown_name(record.client_name);
  const std::string server_name = numeric_ ? "" : shown_name(record.server_name);
  std::string about = about_text(record);
  if (about == server_name) about.clear();  // it stands there already
  add_row({.start_ns = record.start_ns,
           .end_ns = record.end_ns,
           .flow_id = record.flow_id,
           .client = record.client,
           .server = record.server,
           .service = record.service.empty() ? record.application : record.service,
           .confidence = record.roles.confidence,
           .by = record.roles.by,
           .state = record.state,
           .protocol = record.protocol,
           .ip_version = record.ip_version,
           .symmetric = record.roles.symmetric,
           .unreachable = was_unreachable(record.state, record.icmp_errors),
           .client_name = client_name,
           .server_name = server_name,
           .about = about});
}

// Once there was no room for one, there is for none: which rows there are is easier to understand.
void TableContent::add_row(const FlowRow& row) {
  if (rows_beyond_ == 0 && rows_.add(row, max_bytes_)) {
    extent_.include(row, max_name_);
  } else {
    ++rows_beyond_;
  }
}

void TableContent::append(const TableContent& other) {
  summary_.add(other.summary_);
  tunnel_ends_ += other.tunnel_ends_;
  if (rows_beyond_ == 0 && rows_.append(other.rows_, max_bytes_)) {
    extent_.include(other.extent_);
  } else {
    other.rows_.for_each([&](const FlowRow& row) { add_row(row); });
  }
  rows_beyond_ += other.rows_beyond_;
}

void TableContent::clear() {
  rows_.clear();
  extent_ = {};
  summary_ = Summary(numeric_);
  rows_beyond_ = tunnel_ends_ = 0;
}

}  // namespace flowsnoop
