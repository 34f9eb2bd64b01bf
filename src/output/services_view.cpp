#include "output/services_view.h"

#include <fmt/format.h>

#include "flowsnoop/ports.h"
#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/plain_table.h"

namespace flowsnoop {
namespace {

constexpr TableColumn kColumns[] = {
    {.heading = "LISTENS AT", .min_width = 16}, {.heading = "PROTO"},
    {.heading = "SERVICE", .min_width = 8},     {.heading = "SURE", .given_up = 3, .min_width = 8},
    {.heading = "CLIENTS", .is_number = true},  {.heading = "FLOWS", .is_number = true},
    {.heading = "BYTES", .is_number = true},    {.heading = "FIRST", .given_up = 2},
    {.heading = "LAST", .given_up = 1},
};

}  // namespace

ServicesView::ServicesView(Output& output, TextStyle style, bool numeric, std::size_t max_services)
    : output_(output), style_(style), numeric_(numeric), services_(max_services) {}

void ServicesView::on_record(const FlowRecord& record) {
  if (!has_ports(record.protocol)) {
    ++flows_without_ports_;
    return;
  }
  if (!shows_listener(record)) {
    ++flows_without_server_;
    return;
  }
  const Key key{record.server.address, record.server.port, record.protocol, record.ip_version};
  Service* const found = services_.find_or_add(key);
  if (found == nullptr) {
    ++flows_beyond_;
    return;
  }
  Service& service = *found;
  if (service.flows == 0) service.number = static_cast<std::uint32_t>(services_.size());
  // What was spoken may show only in some conversations.
  const std::string label = service_label(record, numeric_);
  if (label.size() > service.label.size()) service.label = label;
  if (service.flows == 0 || record.roles.confidence > service.best.confidence) {
    service.best = record.roles;
  }
  ++service.flows;
  service.bytes += record.client.bytes + record.server.bytes;
  service.seen.include(record);
  seen_.include(record);
  const std::size_t known = clients_.size();
  if (clients_.find_or_add({service.number, record.client.address}) == nullptr) {
    clients_are_complete_ = false;
  }
  service.clients += clients_.size() - known;
}

void ServicesView::finish(const RunSummary& summary) {
  write_table();
  write_notes();
  write_accounting(output_, style_, summary.accounting);
  output_.flush();
}

void ServicesView::write_table() {
  if (services_.empty()) return;
  PlainTable table(kColumns, style_);
  MomentText moment(seen_);
  for (const auto* entry : services_.by_key()) {
    const auto& [key, service] = *entry;
    const Endpoint endpoint{.address = key.address, .port = key.port};
    table.add_row({socket_text(endpoint, key.ip_version), transport_text(key.protocol),
                   service.label, sure_text(service.best), group_digits(service.clients),
                   group_digits(service.flows), humanize_bytes(service.bytes),
                   moment(service.seen.first_ns), moment(service.seen.last_ns)});
  }
  table.write(output_);
  output_.append("\n");
}

void ServicesView::write_notes() {
  std::string text = services_.empty() ? "no services" : count_of(services_.size(), "service");
  if (flows_without_server_ > 0) {
    text +=
        fmt::format("; {} had no server that answered", count_of(flows_without_server_, "flow"));
  }
  if (flows_without_ports_ > 0) {
    text += fmt::format("; {} had no ports", count_of(flows_without_ports_, "flow"));
  }
  write_note(output_, style_, text);
  if (flows_beyond_ > 0) {
    write_note(output_, style_,
               fmt::format("{} of further services are not shown: no more than {} are kept",
                           count_of(flows_beyond_, "flow"), group_digits(services_.max_size())));
  }
  if (!clients_are_complete_) {
    write_note(output_, style_,
               fmt::format("there are more clients than shown: no more than {} are told apart",
                           group_digits(kMaxClients)));
  }
}

}  // namespace flowsnoop
