#include "output/table_lines.h"

#include <algorithm>
#include <string>

#include "flowsnoop/ports.h"
#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

// Below this the roles are a guess that deserves a second look.
constexpr double kSureEnough = 0.9;

// Headings stand where their numbers do.
bool is_right_aligned(const TableForm& form, Column column) {
  return column == Column::kDuration || (column == Column::kPackets && !form.packets_each_way) ||
         (column == Column::kBytes && !form.bytes_each_way);
}

// The first and the last row tell what the dates between them need.
DateForm choose_date_form(std::int64_t first_ns, std::int64_t last_ns) {
  LocalClock clock;
  const LocalTime first = clock.at(first_ns);
  const LocalTime& last = clock.at(last_ns);
  if (first.same_day(last)) return DateForm::kNone;
  return first.year == last.year ? DateForm::kShort : DateForm::kFull;
}

}  // namespace

TableLayout::TableLayout(const TextStyle& text_style, bool numeric, const TableExtent& all,
                         std::int64_t first_ns, std::int64_t last_ns)
    : style(text_style),
      signs(glyphs(style.utf8)),
      extent(all),
      form(choose_form(extent, signs, static_cast<std::size_t>(style.width),
                       choose_date_form(first_ns, last_ns), numeric)) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!form.shows(column)) continue;
    const std::size_t width = column_width(form, extent, signs, column);
    places[i] = {begin, width};
    begin += width + form.gap();
  }
}

void TableLines::write_heading(Output& output) {
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!layout_.form.shows(column)) continue;
    const std::string_view text = heading(layout_.form, column);
    const auto& [begin, width] = layout_.places[i];
    line_.pad_to(is_right_aligned(layout_.form, column) ? begin + width - text.size() : begin);
    line_.add_ascii(text, Emphasis::kHeading);
  }
  output.append(line_.finish());
}

void TableLines::write_row(Output& output, const FlowRow& row) {
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!layout_.form.shows(column)) continue;
    line_.pad_to(layout_.places[i].begin);
    add_cell(column, row);
  }
  output.append(line_.finish());
  output.end_line();
}

void TableLines::add_cell(Column column, const FlowRow& row) {
  const auto& [style, signs, extent, form, places] = layout_;
  switch (column) {
    case Column::kStart:
      return add_start(row);
    case Column::kProto:
      return line_.add_ascii(transport_text(row.protocol));
    case Column::kClient:
      return add_socket(row, row.client, row.client_name, form.max_client_socket);
    case Column::kServer:
      line_.add(signs.arrow);
      line_.add_ascii(" ");
      return add_socket(row, row.server, row.server_name, form.max_server_socket);
    case Column::kService:
      return add_elided(row.service, form.max_service);
    case Column::kState:
      return line_.add_ascii(state_text(row.state, row.unreachable, form.tight),
                             row.unreachable ? Emphasis::kBad : state_emphasis(row.state));
    case Column::kPackets:
      return add_counts(column, row.client.packets, row.server.packets);
    case Column::kBytes:
      return add_counts(column, row.client.bytes, row.server.bytes);
    case Column::kDuration: {
      char text[kMaxHumanText];
      return add_right(
          column, {text, write_duration(text, duration_ns(row.start_ns, row.end_ns), signs.micro)});
    }
    case Column::kSure:
      return add_sure(row);
    case Column::kAbout:
      return add_elided(row.about, form.max_about);
  }
}

void TableLines::add_start(const FlowRow& row) {
  const TableForm& form = layout_.form;
  const LocalTime& time = clock_.at(row.start_ns);
  if (form.date == DateForm::kFull) line_.add_ascii(format_date(time));
  if (form.date == DateForm::kShort) line_.add_ascii(format_short_date(time));
  if (!form.clock) return;
  if (form.date != DateForm::kNone) line_.add_ascii(" ");
  line_.add_ascii(format_clock(time, form.milliseconds));
}

void TableLines::add_socket(const FlowRow& row, const Endpoint& endpoint, std::string_view name,
                            std::size_t max_width) {
  const bool with_port = has_ports(row.protocol);
  if (name.empty()) {
    char text[kMaxValueText];
    const char* const end = write_socket(text, endpoint, row.ip_version, with_port);
    add_elided_socket({text, end}, max_width);
  } else {
    const std::size_t width = named_socket_width(name, endpoint, row.ip_version, with_port,
                                                 max_name_width(layout_.style.width));
    add_elided_socket(named_socket_text(name, endpoint, row.ip_version, with_port),
                      std::min(width, max_width));
  }
  line_.add_ascii(
      port_class_note(endpoint.port, class_form_of(row.protocol, layout_.form.port_class)),
      Emphasis::kFaint);
}

void TableLines::add_elided_socket(std::string_view text, std::size_t max_width) {
  if (text.size() <= max_width) return line_.add_ascii(text);
  line_.add(elided_socket(text, max_width, layout_.signs.ellipsis));
}

void TableLines::add_elided(std::string_view text, std::size_t max_width) {
  if (text.size() <= max_width) return line_.add_ascii(text);
  line_.add(elide_middle(text, max_width, layout_.signs.ellipsis));
}

// Each way, or the sum, as the column has it.
void TableLines::add_counts(Column column, std::uint64_t from_client, std::uint64_t from_server) {
  const auto& [style, signs, extent, form, places] = layout_;
  const bool is_packets = column == Column::kPackets;
  char text[kMaxEachWay];
  if (is_packets ? form.packets_each_way : form.bytes_each_way) {
    const char* const end =
        write_each_way(text, from_client, from_server, signs,
                       is_packets ? extent.client_packets : extent.client_bytes,
                       is_packets ? extent.server_packets : extent.server_bytes);
    return line_.add({text, end});
  }
  add_right(column, {text, write_count(text, from_client + from_server)});
}

void TableLines::add_sure(const FlowRow& row) {
  if (row.symmetric) return line_.add_ascii(kPeers);
  const std::string text = percent(row.confidence);
  const Emphasis emphasis = row.confidence < kSureEnough ? Emphasis::kUnsure : Emphasis::kNone;
  constexpr std::size_t kPercentWidth = 4;
  line_.pad_to(line_.column() + kPercentWidth - text.size());
  line_.add_ascii(text, emphasis);
  if (!layout_.form.reason) return;
  line_.add_ascii(" ");
  line_.add_ascii(evidence_words(row.by), Emphasis::kFaint);
}

void TableLines::add_right(Column column, std::string_view text) {
  const auto& [begin, width] = layout_.places[static_cast<std::size_t>(column)];
  line_.pad_to(begin + width - display_width(text));
  line_.add(text);
}

}  // namespace flowsnoop
