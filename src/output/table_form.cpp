#include "output/table_form.h"

#include <algorithm>
#include <bitset>

#include "flowsnoop/ports.h"
#include "output/humanize.h"
#include "output/layout.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

// The words of a percentage: "100%".
constexpr std::size_t kPercentWidth = 4;

// An address is not elided to less than this, port and brackets included.
constexpr std::size_t kMinSocketWidth = 16;

// The name of a service is not elided to less than this.
constexpr std::size_t kMinServiceWidth = 8;

// What a conversation is about is elided to these, and then left out.
constexpr std::size_t kLongAboutWidth = 40;
constexpr std::size_t kShortAboutWidth = 24;

// In order: what is given up first is missed least.
constexpr void (*kReductions[])(TableForm&) = {
    [](TableForm& form) { form.max_about = kLongAboutWidth; },
    [](TableForm& form) { form.port_class = PortClassForm::kShort; },
    [](TableForm& form) { form.packets_each_way = false; },
    [](TableForm& form) { form.max_about = kShortAboutWidth; },
    [](TableForm& form) { form.show(Column::kDuration, false); },
    [](TableForm& form) { form.reason = false; },
    [](TableForm& form) { form.bytes_each_way = false; },
    [](TableForm& form) { form.milliseconds = false; },
    [](TableForm& form) { form.show(Column::kAbout, false); },
    [](TableForm& form) { form.tight = true; },
    [](TableForm& form) { form.port_class = PortClassForm::kNone; },
    [](TableForm& form) { form.show(Column::kPackets, false); },
    [](TableForm& form) { form.max_service = kMinServiceWidth; },
    [](TableForm& form) { form.show(Column::kState, false); },
};
constexpr std::size_t kReductionCount = std::size(kReductions);

// Which of the reductions are made.
using Reductions = std::bitset<kReductionCount>;

TableForm reduce(TableForm form, const Reductions& made) {
  for (std::size_t i = 0; i < kReductionCount; ++i) {
    if (made[i]) kReductions[i](form);
  }
  return form;
}

void widen(std::size_t& width, std::size_t to) {
  width = std::max(width, to);
}

// The width of what `write(out)` writes in ASCII.
template <typename Write>
std::size_t width_of(Write write) {
  char text[kMaxHumanText];
  return static_cast<std::size_t>(write(text) - text);
}

std::size_t count_width(std::uint64_t count) {
  return width_of([&](char* out) { return write_count(out, count); });
}

// "2024-05-01 ", "05-01 " and the clock.
std::size_t start_width(const TableForm& form) {
  if (!form.clock) return 10;
  const std::size_t clock = form.milliseconds ? 12 : 8;
  if (form.date == DateForm::kNone) return clock;
  return clock + (form.date == DateForm::kShort ? 6 : 11);
}

std::size_t each_way_width(std::size_t client, std::size_t server) {
  return client + server + 3;
}

// The width of a cell's widest text, without the heading.
std::size_t text_width(const TableForm& form, const TableExtent& extent, const Glyphs& signs,
                       Column column) {
  const auto port_form = static_cast<std::size_t>(form.port_class);
  switch (column) {
    case Column::kStart:
      return start_width(form);
    case Column::kProto:
      return extent.protocol;
    case Column::kClient:
      return std::min(extent.client[port_form], form.max_client_socket);
    case Column::kServer:
      return display_width(signs.arrow) + 1 +
             std::min(extent.server[port_form], form.max_server_socket);
    case Column::kService:
      return std::min(extent.service, form.max_service);
    case Column::kState:
      return form.tight ? extent.short_state : extent.state;
    case Column::kPackets:
      return form.packets_each_way ? each_way_width(extent.client_packets, extent.server_packets)
                                   : extent.all_packets;
    case Column::kBytes:
      return form.bytes_each_way ? each_way_width(extent.client_bytes, extent.server_bytes)
                                 : extent.all_bytes;
    case Column::kDuration:
      return extent.duration;
    case Column::kSure:
      return std::max(kPercentWidth + (form.reason ? 1 + extent.reason : 0),
                      extent.peers ? kPeers.size() : 0);
    case Column::kAbout:
      return std::min(extent.about, form.max_about);
  }
  return 0;
}

std::size_t table_width(const TableForm& form, const TableExtent& extent, const Glyphs& signs) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!form.shows(column)) continue;
    if (width > 0) width += form.gap();
    width += column_width(form, extent, signs, column);
  }
  return width;
}

// Shares what room there is: the shorter of the two sockets keeps its width if it can. Where they
// would have too little, and years are told apart, days have to do.
void elide_sockets(TableForm& form, const TableExtent& extent, const Glyphs& signs,
                   std::size_t width) {
  const auto port_form = static_cast<std::size_t>(form.port_class);
  const std::size_t client = extent.client[port_form];
  const std::size_t server = extent.server[port_form];
  const auto width_of_others = [&] { return table_width(form, extent, signs) - client - server; };
  const bool has_room = width_of_others() + 2 * kMinSocketWidth <= width;
  form.clock = has_room || form.date != DateForm::kFull;
  const std::size_t others = width_of_others();
  const std::size_t room = std::max(width, others + 2 * kMinSocketWidth) - others;
  const std::size_t half = room / 2;
  if (client < half) {
    form.max_client_socket = client;
    form.max_server_socket = room - client;
  } else if (server < half) {
    form.max_client_socket = room - server;
    form.max_server_socket = server;
  } else {
    form.max_client_socket = half;
    form.max_server_socket = room - half;
  }
}

}  // namespace

std::string_view heading(const TableForm& form, Column column) {
  if (form.tight && column == Column::kProto) return "PRO";
  if (form.tight && column == Column::kPackets) return "PKTS";
  constexpr std::string_view kHeadings[kColumnCount] = {"START",    "PROTO", "CLIENT",  "SERVER",
                                                        "SERVICE",  "STATE", "PACKETS", "BYTES",
                                                        "DURATION", "SURE",  "ABOUT"};
  return kHeadings[static_cast<std::size_t>(column)];
}

void TableExtent::include(const FlowRow& row, std::size_t max_name) {
  const bool with_port = has_ports(row.protocol);
  const std::size_t client_socket =
      named_socket_width(row.client_name, row.client, row.ip_version, with_port, max_name);
  const std::size_t server_socket =
      named_socket_width(row.server_name, row.server, row.ip_version, with_port, max_name);
  for (std::size_t i = 0; i < kPortClassFormCount; ++i) {
    const auto form = class_form_of(row.protocol, static_cast<PortClassForm>(i));
    widen(client[i], client_socket + port_class_note(row.client.port, form).size());
    widen(server[i], server_socket + port_class_note(row.server.port, form).size());
  }
  widen(service, row.service.size());
  widen(protocol, transport_text(row.protocol).size());
  widen(state, state_text(row.state, row.unreachable, false).size());
  widen(short_state, state_text(row.state, row.unreachable, true).size());
  widen(client_packets, count_width(row.client.packets));
  widen(server_packets, count_width(row.server.packets));
  widen(all_packets, count_width(row.client.packets + row.server.packets));
  widen(client_bytes, count_width(row.client.bytes));
  widen(server_bytes, count_width(row.server.bytes));
  widen(all_bytes, count_width(row.client.bytes + row.server.bytes));
  // The micro sign is one column wide, however many bytes it has.
  const std::uint64_t ns = duration_ns(row.start_ns, row.end_ns);
  widen(duration, width_of([&](char* out) { return write_duration(out, ns, "u"); }));
  widen(about, row.about.size());
  peers = peers || row.symmetric;
  if (!row.symmetric) widen(reason, to_string(row.by).size());
}

void TableExtent::include(const TableExtent& other) {
  for (std::size_t i = 0; i < kPortClassFormCount; ++i) {
    widen(client[i], other.client[i]);
    widen(server[i], other.server[i]);
  }
  constexpr std::size_t TableExtent::*kWidths[] = {
      &TableExtent::protocol,    &TableExtent::service,        &TableExtent::state,
      &TableExtent::short_state, &TableExtent::client_packets, &TableExtent::server_packets,
      &TableExtent::all_packets, &TableExtent::client_bytes,   &TableExtent::server_bytes,
      &TableExtent::all_bytes,   &TableExtent::duration,       &TableExtent::reason,
      &TableExtent::about};
  for (const auto width : kWidths) widen(this->*width, other.*width);
  peers = peers || other.peers;
}

std::size_t column_width(const TableForm& form, const TableExtent& extent, const Glyphs& signs,
                         Column column) {
  return std::max(heading(form, column).size(), text_width(form, extent, signs, column));
}

TableForm choose_form(const TableExtent& extent, const Glyphs& signs, std::size_t width,
                      DateForm date, bool numeric) {
  TableForm full;
  full.date = date;
  full.shown.fill(true);
  full.show(Column::kService, !numeric && extent.service > 0);
  full.show(Column::kAbout, extent.about > 0);
  Reductions made;
  const auto fits = [&] {
    return width == 0 || table_width(reduce(full, made), extent, signs) <= width;
  };
  for (std::size_t i = 0; i < kReductionCount && !fits(); ++i) made.set(i);
  if (!fits()) {
    TableForm form = reduce(full, made);
    elide_sockets(form, extent, signs, width);
    return form;
  }
  // The last step may have made more room than was needed: what is missed most comes back first.
  for (std::size_t i = kReductionCount; i-- > 0;) {
    made.reset(i);
    if (!fits()) made.set(i);
  }
  return reduce(full, made);
}

}  // namespace flowsnoop
