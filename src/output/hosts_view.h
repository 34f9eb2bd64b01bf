// --view hosts: what each address did, as a client and as a server.
//
// Kept are at most kMaxHosts; what came beyond is counted and said.
#pragma once

#include "output/keyed_table.h"
#include "output/view_support.h"
#include "output/writer.h"

namespace flowsnoop {

class HostsView final : public RecordWriter {
 public:
  static constexpr std::size_t kMaxHosts = 1u << 20;

  // `numeric`: no registered names. `max_hosts` is less than kMaxHosts in tests only.
  HostsView(Output& output, TextStyle style, bool numeric, std::size_t max_hosts = kMaxHosts);

  void on_record(const FlowRecord& record) override;
  void finish(const RunSummary& summary) override;

 private:
  struct Key {
    std::uint32_t ip_version = 0;
    IpAddress address;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Host {
    std::uint64_t flows_as_client = 0;
    std::uint64_t flows_as_server = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t bytes_in = 0;
    ServiceNames uses;
    ServiceNames offers;
    TimeSpan seen;
  };

  // The host with what both of its roles share counted; null where there is no room for it.
  Host* count(const FlowRecord& record, const Endpoint& self, const Endpoint& other);

  Output& output_;
  TextStyle style_;
  bool numeric_;
  KeyedTable<Key, Host> hosts_;
  TimeSpan seen_;
  std::uint64_t sides_beyond_ = 0;  // of flows, whose hosts were not kept
};

}  // namespace flowsnoop
