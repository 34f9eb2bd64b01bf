#include "output/hosts_view.h"

#include <fmt/format.h>

#include "output/humanize.h"
#include "output/plain_table.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

constexpr TableColumn kColumns[] = {
    {.heading = "HOST", .min_width = 16},        {.heading = "AS CLIENT", .is_number = true},
    {.heading = "AS SERVER", .is_number = true}, {.heading = "OUT", .is_number = true},
    {.heading = "IN", .is_number = true},        {.heading = "USES", .min_width = 8},
    {.heading = "OFFERS", .min_width = 8},       {.heading = "FIRST", .given_up = 2},
    {.heading = "LAST", .given_up = 1},
};

}  // namespace

HostsView::HostsView(Output& output, TextStyle style, bool numeric, std::size_t max_hosts)
    : output_(output), style_(style), numeric_(numeric), hosts_(max_hosts) {}

HostsView::Host* HostsView::count(const FlowRecord& record, const Endpoint& self,
                                  const Endpoint& other) {
  Host* const host = hosts_.find_or_add({record.ip_version, self.address});
  if (host == nullptr) {
    ++sides_beyond_;
    return nullptr;
  }
  host->bytes_out += self.bytes;
  host->bytes_in += other.bytes;
  host->seen.include(record);
  seen_.include(record);
  return host;
}

void HostsView::on_record(const FlowRecord& record) {
  if (Host* host = count(record, record.client, record.server)) {
    ++host->flows_as_client;
    host->uses.add(record, numeric_);
  }
  if (Host* host = count(record, record.server, record.client)) {
    ++host->flows_as_server;
    if (shows_listener(record)) host->offers.add(record, numeric_);
  }
}

void HostsView::finish(const RunSummary& summary) {
  if (!hosts_.empty()) {
    PlainTable table(kColumns, style_);
    MomentText moment(seen_);
    for (const auto* entry : hosts_.by_key()) {
      const auto& [key, host] = *entry;
      char address[kMaxValueText];
      char* end = write_address(address, key.address, static_cast<std::uint8_t>(key.ip_version));
      table.add_row({std::string_view(&address[0], end), group_digits(host.flows_as_client),
                     group_digits(host.flows_as_server), humanize_bytes(host.bytes_out),
                     humanize_bytes(host.bytes_in), host.uses.text(), host.offers.text(),
                     moment(host.seen.first_ns), moment(host.seen.last_ns)});
    }
    table.write(output_);
    output_.append("\n");
  }
  write_note(output_, style_, hosts_.empty() ? "no hosts" : count_of(hosts_.size(), "host"));
  if (sides_beyond_ > 0) {
    write_note(output_, style_,
               fmt::format("{} of flows are of further hosts, which are not shown: no more than {} "
                           "are kept",
                           count_of(sides_beyond_, "side"), group_digits(hosts_.max_size())));
  }
  write_accounting(output_, style_, summary.accounting);
  output_.flush();
}

}  // namespace flowsnoop
