// --view services: the listening services that the capture shows.
//
// Kept are at most kMaxServices and, over all of them, kMaxClients addresses of clients; what came
// beyond is counted and said.
#pragma once

#include "output/keyed_table.h"
#include "output/view_support.h"
#include "output/writer.h"

namespace flowsnoop {

class ServicesView final : public RecordWriter {
 public:
  static constexpr std::size_t kMaxServices = 1u << 18;
  static constexpr std::size_t kMaxClients = 1u << 20;

  // `numeric`: no registered names. `max_services` is less than kMaxServices in tests only.
  ServicesView(Output& output, TextStyle style, bool numeric,
               std::size_t max_services = kMaxServices);

  void on_record(const FlowRecord& record) override;
  void finish(const RunSummary& summary) override;

 private:
  struct Key {
    IpAddress address;
    std::uint16_t port = 0;
    std::uint8_t protocol = 0;
    std::uint8_t ip_version = 0;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Service {
    std::uint32_t number = 0;  // of its clients' keys
    std::string label;
    Roles best;  // of the conversation whose roles are surest
    std::uint64_t clients = 0;
    std::uint64_t flows = 0;
    std::uint64_t bytes = 0;
    TimeSpan seen;
  };
  struct Client {
    std::uint32_t service = 0;  // its number
    IpAddress address;

    friend auto operator<=>(const Client&, const Client&) = default;
  };
  struct Nothing {};  // is kept of a client but that it was there

  void write_table();
  void write_notes();

  Output& output_;
  TextStyle style_;
  bool numeric_;
  KeyedTable<Key, Service> services_;
  KeyedTable<Client, Nothing> clients_{kMaxClients};
  TimeSpan seen_;
  std::uint64_t flows_without_server_ = 0;
  std::uint64_t flows_without_ports_ = 0;
  std::uint64_t flows_beyond_ = 0;  // of services that were not kept
  bool clients_are_complete_ = true;
};

}  // namespace flowsnoop
