// --view netstat: the conversations as seen from one host or network.
//
// Kept are at most kMaxRows conversations, and the counts of kMaxAddresses addresses to find out
// which is local where nobody says.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "output/keyed_table.h"
#include "output/network.h"
#include "output/writer.h"

namespace flowsnoop {

class NetstatView final : public RecordWriter {
 public:
  static constexpr std::size_t kMaxRows = 1u << 20;
  static constexpr std::size_t kMaxAddresses = 1u << 20;

  // Where `local` is empty, local is the address that takes part in most conversations. `max_rows`
  // is less than kMaxRows in tests only.
  NetstatView(Output& output, TextStyle style, std::vector<Network> local,
              std::size_t max_rows = kMaxRows);

  void on_record(const FlowRecord& record) override;
  void finish(const RunSummary& summary) override;

 private:
  struct Socket {
    IpAddress address;
    std::uint16_t port = 0;
    std::string name;  // as shown_name() gives it
  };
  struct Row {
    std::int64_t start_ns = 0;
    std::uint64_t flow_id = 0;
    Socket client;
    Socket server;
    std::string_view client_state;
    std::string_view server_state;
    std::uint8_t protocol = 0;
    std::uint8_t ip_version = 0;
    bool symmetric = false;
    bool unreachable = false;
  };

  void count_address(const IpAddress& address);
  void choose_local();
  bool is_local(const IpAddress& address) const;
  void write_table();

  Output& output_;
  TextStyle style_;
  std::vector<Network> local_;
  bool chosen_;  // by whoever made the view
  std::size_t max_rows_;
  KeyedTable<IpAddress, std::uint64_t> conversations_{kMaxAddresses};
  std::deque<Row> rows_;
  std::uint64_t foreign_ = 0;  // conversations without a local side
  std::uint64_t rows_beyond_ = 0;
};

}  // namespace flowsnoop
