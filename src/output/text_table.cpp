#include "output/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "flowsnoop/ports.h"
#include "output/about.h"
#include "output/humanize.h"
#include "output/value_text.h"
#include "output/view_support.h"

namespace flowsnoop {
namespace {

// Below this the roles are a guess that deserves a second look.
constexpr double kSureEnough = 0.9;

FlowRow make_row(const FlowRecord& record, bool numeric) {
  FlowRow row{.start_ns = record.start_ns,
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
              .about = about_text(record)};
  if (!numeric) {
    row.client_name = shown_name(record.client_name);
    row.server_name = shown_name(record.server_name);
    if (row.about == row.server_name) row.about.clear();  // it stands there already
  }
  return row;
}

bool begins_before(const FlowRow* a, const FlowRow* b) {
  return std::tie(a->start_ns, a->flow_id) < std::tie(b->start_ns, b->flow_id);
}

// Headings stand where their numbers do.
bool is_right_aligned(const TableForm& form, Column column) {
  return column == Column::kDuration || (column == Column::kPackets && !form.packets_each_way) ||
         (column == Column::kBytes && !form.bytes_each_way);
}

}  // namespace

TableWriter::TableWriter(Output& output, TextStyle style, bool numeric, std::size_t max_rows)
    : output_(output),
      style_(style),
      signs_(glyphs(style.utf8)),
      numeric_(numeric),
      max_rows_(max_rows),
      summary_(numeric),
      line_(style.colour) {}

void TableWriter::on_record(const FlowRecord& record) {
  if (only_carries(record)) {
    ++tunnel_ends_;
    return;
  }
  summary_.add(record);
  if (rows_.size() < max_rows_) {
    rows_.push_back(make_row(record, numeric_));
  } else {
    ++rows_beyond_;
  }
}

void TableWriter::finish(const RunSummary& summary) {
  if (!rows_.empty()) write_table();
  if (rows_beyond_ > 0) {
    write_note(output_, style_,
               fmt::format("{} more than there is memory for in this table: JSON and CSV have all",
                           count_of(rows_beyond_, "conversation")));
    output_.append("\n");
  }
  if (tunnel_ends_ > 0) {
    write_note(
        output_, style_,
        fmt::format("{} of tunnels' ends that carried these: see JSON and CSV, or --no-tunnels",
                    count_of(tunnel_ends_, "more conversation")));
    output_.append("\n");
  }
  summary_.write(output_, style_, summary.accounting);
  output_.flush();
}

// The rows stay where they are: they are large.
void TableWriter::sort_rows() {
  by_start_.reserve(rows_.size());
  for (const FlowRow& row : rows_) by_start_.push_back(&row);
  std::sort(by_start_.begin(), by_start_.end(), begins_before);
}

void TableWriter::write_table() {
  sort_rows();
  for (const FlowRow& row : rows_) extent_.include(row, signs_, max_name_width(style_.width));
  form_ = choose_form(extent_, signs_, static_cast<std::size_t>(style_.width), choose_date_form(),
                      numeric_);
  place_columns();
  write_heading();
  for (const FlowRow* row : by_start_) write_row(*row);
  output_.append("\n");
}

// The first and the last row tell what the dates between them need.
DateForm TableWriter::choose_date_form() {
  const LocalTime first = clock_.at(by_start_.front()->start_ns);
  const LocalTime& last = clock_.at(by_start_.back()->start_ns);
  if (first.same_day(last)) return DateForm::kNone;
  return first.year == last.year ? DateForm::kShort : DateForm::kFull;
}

void TableWriter::place_columns() {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!form_.shows(column)) continue;
    const std::size_t width = column_width(form_, extent_, signs_, column);
    places_[i] = {begin, width};
    begin += width + form_.gap();
  }
}

void TableWriter::write_heading() {
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!form_.shows(column)) continue;
    const std::string_view text = heading(form_, column);
    const Place& at = places_[i];
    line_.pad_to(is_right_aligned(form_, column) ? at.begin + at.width - text.size() : at.begin);
    line_.add(text, Emphasis::kHeading);
  }
  output_.append(line_.finish());
}

void TableWriter::write_row(const FlowRow& row) {
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!form_.shows(column)) continue;
    line_.pad_to(places_[i].begin);
    add_cell(column, row);
  }
  output_.append(line_.finish());
  output_.end_line();
}

void TableWriter::add_cell(Column column, const FlowRow& row) {
  switch (column) {
    case Column::kStart:
      return add_start(row);
    case Column::kProto:
      return line_.add(transport_text(row.protocol));
    case Column::kClient:
      return add_socket(row, row.client, row.client_name, form_.max_client_socket);
    case Column::kServer:
      line_.add(signs_.arrow);
      line_.add(" ");
      return add_socket(row, row.server, row.server_name, form_.max_server_socket);
    case Column::kService:
      return line_.add(elide_middle(row.service, form_.max_service, signs_.ellipsis));
    case Column::kState:
      return line_.add(state_text(row.state, row.unreachable, form_.tight),
                       row.unreachable ? Emphasis::kBad : state_emphasis(row.state));
    case Column::kPackets:
      if (!form_.packets_each_way) {
        return add_right(column, humanize_count(row.client.packets + row.server.packets));
      }
      return line_.add(each_way(row.client.packets, row.server.packets, signs_,
                                extent_.client_packets, extent_.server_packets));
    case Column::kBytes:
      if (!form_.bytes_each_way) {
        return add_right(column, humanize_count(row.client.bytes + row.server.bytes));
      }
      return line_.add(each_way(row.client.bytes, row.server.bytes, signs_, extent_.client_bytes,
                                extent_.server_bytes));
    case Column::kDuration:
      return add_right(column,
                       humanize_duration(duration_ns(row.start_ns, row.end_ns), signs_.micro));
    case Column::kSure:
      return add_sure(row);
    case Column::kAbout:
      return line_.add(elide_middle(row.about, form_.max_about, signs_.ellipsis));
  }
}

void TableWriter::add_start(const FlowRow& row) {
  const LocalTime& time = clock_.at(row.start_ns);
  if (form_.date == DateForm::kFull) line_.add(format_date(time));
  if (form_.date == DateForm::kShort) line_.add(format_short_date(time));
  if (!form_.clock) return;
  if (form_.date != DateForm::kNone) line_.add(" ");
  line_.add(format_clock(time, form_.milliseconds));
}

void TableWriter::add_socket(const FlowRow& row, const Endpoint& endpoint, std::string_view name,
                             std::size_t max_width) {
  const bool with_port = has_ports(row.protocol);
  const std::string text = named_socket_text(name, endpoint, row.ip_version, with_port);
  const std::size_t whole = name.empty()
                                ? text.size()
                                : named_socket_width(name, endpoint, row.ip_version, with_port,
                                                     max_name_width(style_.width));
  const std::size_t width = std::min(whole, max_width);
  if (text.size() <= width) {
    line_.add(text);
  } else {
    line_.add(elided_socket(text, width, signs_.ellipsis));
  }
  line_.add(port_class_note(endpoint.port, class_form_of(row.protocol, form_.port_class)),
            Emphasis::kFaint);
}

void TableWriter::add_sure(const FlowRow& row) {
  if (row.symmetric) return line_.add(kPeers);
  const std::string text = percent(row.confidence);
  const Emphasis emphasis = row.confidence < kSureEnough ? Emphasis::kUnsure : Emphasis::kNone;
  constexpr std::size_t kPercentWidth = 4;
  line_.pad_to(line_.column() + kPercentWidth - text.size());
  line_.add(text, emphasis);
  if (!form_.reason) return;
  line_.add(" ");
  line_.add(words(to_string(row.by)), Emphasis::kFaint);
}

void TableWriter::add_right(Column column, std::string_view text, Emphasis emphasis) {
  const Place& at = place(column);
  line_.pad_to(at.begin + at.width - display_width(text));
  line_.add(text, emphasis);
}

}  // namespace flowsnoop
