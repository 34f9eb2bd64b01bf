#include "output/netstat_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "flowsnoop/ports.h"
#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/plain_table.h"
#include "output/socket_state.h"
#include "output/view_support.h"

namespace flowsnoop {
namespace {

constexpr TableColumn kColumns[] = {
    {.heading = "PROTO"},
    {.heading = "LOCAL ADDRESS", .min_width = 16},
    {.heading = "FOREIGN ADDRESS", .min_width = 16},
    {.heading = "STATE"},
    {.heading = "LOCAL IS", .given_up = 1},
};

}  // namespace

NetstatView::NetstatView(Output& output, TextStyle style, std::vector<Network> local,
                         std::size_t max_rows)
    : output_(output),
      style_(style),
      local_(std::move(local)),
      chosen_(!local_.empty()),
      max_rows_(max_rows) {}

void NetstatView::on_record(const FlowRecord& record) {
  if (!chosen_) {
    count_address(record.client.address);
    if (record.server.address != record.client.address) count_address(record.server.address);
  } else if (!is_local(record.client.address) && !is_local(record.server.address)) {
    ++foreign_;
    return;
  }
  if (rows_.size() >= max_rows_) {
    ++rows_beyond_;
    return;
  }
  const auto socket = [](const Endpoint& endpoint, const EndpointName& name) {
    return Socket{endpoint.address, endpoint.port, shown_name(name)};
  };
  rows_.push_back({record.start_ns, record.flow_id, socket(record.client, record.client_name),
                   socket(record.server, record.server_name), socket_state(record, true),
                   socket_state(record, false), record.protocol, record.ip_version,
                   record.roles.symmetric, was_unreachable(record.state, record.icmp_errors)});
}

void NetstatView::count_address(const IpAddress& address) {
  if (std::uint64_t* const count = conversations_.find_or_add(address)) ++*count;
}

// Of several with as many conversations, the lowest address.
void NetstatView::choose_local() {
  const auto most = std::max_element(
      conversations_.begin(), conversations_.end(), [](const auto& a, const auto& b) {
        return a.value != b.value ? a.value < b.value : a.key > b.key;
      });
  if (most == conversations_.end()) return;
  local_.push_back({most->key, 128});
  write_note(output_, style_,
             fmt::format("local: {}, which takes part in most conversations ({}); --local names "
                         "others",
                         to_string(most->key), group_digits(most->value)));
  output_.append("\n");
}

bool NetstatView::is_local(const IpAddress& address) const {
  return std::any_of(local_.begin(), local_.end(),
                     [&](const Network& network) { return network.contains(address); });
}

void NetstatView::finish(const RunSummary& summary) {
  if (!chosen_) choose_local();
  write_table();
  if (foreign_ > 0) {
    write_note(output_, style_,
               fmt::format("{} between other hosts", count_of(foreign_, "conversation")));
  }
  if (rows_beyond_ > 0) {
    write_note(output_, style_,
               fmt::format("{} more: no more than {} are kept",
                           count_of(rows_beyond_, "conversation"), group_digits(max_rows_)));
  }
  write_accounting(output_, style_, summary.accounting);
  output_.flush();
}

// Where both sides are local, the client's side is shown as such.
void NetstatView::write_table() {
  foreign_ += std::erase_if(rows_, [&](const Row& row) {
    return !is_local(row.client.address) && !is_local(row.server.address);
  });
  if (rows_.empty()) {
    output_.append("no conversations of local addresses\n");
    return;
  }
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
    return std::tie(a.start_ns, a.flow_id) < std::tie(b.start_ns, b.flow_id);
  });
  PlainTable table(kColumns, style_);
  for (const Row& row : rows_) {
    const auto text_of = [&](const Socket& socket) {
      return named_socket_text(socket.name, {.address = socket.address, .port = socket.port},
                               row.ip_version, has_ports(row.protocol));
    };
    const bool client = is_local(row.client.address);
    const std::string_view state = client ? row.client_state : row.server_state;
    table.add_row({transport_text(row.protocol), text_of(client ? row.client : row.server),
                   text_of(client ? row.server : row.client),
                   row.protocol == kProtocolTcp ? std::string(state)
                   : row.unreachable            ? "unreachable"
                                                : words(state),
                   row.symmetric ? "peer"
                   : client      ? "client"
                                 : "server"});
  }
  table.write(output_);
  output_.append("\n");
}

}  // namespace flowsnoop
