// --view findings: who scans, and which services take passwords in plain text.
//
// Kept are the probes of a ScanFinder and at most kMaxServices services.
#pragma once

#include <map>
#include <span>
#include <tuple>

#include "output/scan_finder.h"
#include "output/writer.h"

namespace flowsnoop {

class FindingsView final : public RecordWriter {
 public:
  static constexpr std::size_t kMaxServices = 1u << 16;

  FindingsView(Output& output, TextStyle style) : output_(output), style_(style) {}

  void on_record(const FlowRecord& record) override;
  void finish(const RunSummary& summary) override;

 private:
  // What was spoken, and where: application, address, port, IP version.
  using Service = std::tuple<std::string_view, IpAddress, std::uint16_t, std::uint8_t>;

  void add_plaintext(const FlowRecord& record);
  void write_scans(std::span<const Scan> scans);
  void write_plaintext();
  void write_limits();

  Output& output_;
  TextStyle style_;
  ScanFinder scans_;
  std::map<Service, std::uint64_t> plaintext_;  // conversations
  std::uint64_t plaintext_beyond_ = 0;
  TimeSpan seen_;
};

}  // namespace flowsnoop
