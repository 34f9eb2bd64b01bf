// Conversations that say something, through the tracker and the settler, and the labels of their
// records: for the tests of labels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/settler.h"
#include "flow/flow_tracker.h"
#include "flowsnoop/ports.h"

namespace flowsnoop::test {

// Keeps the labels of each record as text.
class LabelCollector : public RecordSink {
 public:
  struct Record {
    std::map<LabelKind, std::vector<std::string>> labels;
    std::string_view application;
    std::uint16_t client_port = 0;
    EvidenceKind roles_by{};
    EndReason end_reason{};

    std::string first(LabelKind kind) const {
      const auto found = labels.find(kind);
      return found == labels.end() ? "" : found->second.front();
    }
  };

  void on_record(const FlowRecord& record) override { records.push_back(make(record)); }
  void on_event(const FlowEvent& event) override { events.push_back(make(*event.flow)); }

  std::vector<Record> records;
  std::vector<Record> events;

 private:
  static Record make(const FlowRecord& record) {
    Record made;
    made.application = record.application;
    made.client_port = record.client.port;
    made.roles_by = record.roles.by;
    made.end_reason = record.end_reason;
    if (record.labels == nullptr) return made;
    record.labels->for_each(
        [&](LabelKind kind, std::string_view text) { made.labels[kind].emplace_back(text); });
    return made;
  }
};

// 192.0.2.1 is the client of 192.0.2.2; sequence numbers are counted from the first byte after the
// SYN.
class LabelScript {
 public:
  static constexpr std::uint16_t kClientPort = 51514;
  static constexpr std::uint32_t kFirst[2] = {0xffffff00, 7'000'000};  // client, server

  explicit LabelScript(std::uint16_t server_port = 443, std::uint8_t protocol = kProtocolTcp,
                       const AnalyzerOptions& options = {}, MemoryBudget* budget = nullptr)
      : server_port_(server_port),
        protocol_(protocol),
        settler_(options, {1, 2}, collector, budget),
        tracker_(options.timeouts, {1, 2}, settler_) {}

  void open() {
    send(true, kTcpSyn, -1, "");
    send(false, kTcpSyn | kTcpAck, -1, "");
  }
  // Bytes at an offset of the stream.
  void client(std::int64_t offset, std::string_view text) { send(true, kTcpAck, offset, text); }
  void server(std::int64_t offset, std::string_view text) { send(false, kTcpAck, offset, text); }
  // What comes next; for UDP too.
  void client(std::string_view text) { client(next_[0], text); }
  void server(std::string_view text) { server(next_[1], text); }

  // Only the first bytes of the packet were captured.
  void client_cut(std::string_view text, std::uint32_t captured) {
    captured_ = captured;
    client(text);
    captured_ = UINT32_MAX;
  }

  LabelCollector::Record end() {
    tracker_.finish();
    return collector.records.empty() ? LabelCollector::Record{} : collector.records.back();
  }

  void use_client_port(std::uint16_t port) {
    client_port_ = port;
    next_[0] = next_[1] = 0;
  }
  void at(std::int64_t time_ns) { now_ns_ = time_ns; }

  LabelCollector collector;
  Settler& settler() { return settler_; }
  FlowTracker& tracker() { return tracker_; }

 private:
  void send(bool by_client, std::uint8_t flags, std::int64_t offset, std::string_view text) {
    FlowPacket packet;
    packet.frame_number = ++frame_;
    packet.timestamp_ns = now_ns_;
    now_ns_ += 1'000'000;
    Decoded& headers = packet.headers;
    headers.source = address(by_client ? 1 : 2);
    headers.destination = address(by_client ? 2 : 1);
    headers.source_port = by_client ? client_port_ : server_port_;
    headers.destination_port = by_client ? server_port_ : client_port_;
    headers.protocol = protocol_;
    headers.ip_version = 4;
    headers.tcp_flags = protocol_ == kProtocolTcp ? flags : std::uint8_t{0};
    headers.tcp_sequence = kFirst[by_client ? 0 : 1] + static_cast<std::uint32_t>(offset);
    // On the heap in its exact size, so that AddressSanitizer sees every read past the end.
    const std::uint32_t length = static_cast<std::uint32_t>(text.size());
    const std::vector<std::uint8_t> bytes(text.begin(), text.begin() + std::min(captured_, length));
    headers.payload = bytes.data();
    headers.payload_captured = static_cast<std::uint32_t>(bytes.size());
    headers.payload_length = length;
    tracker_.add({&packet, 1});
    if (flags != kTcpSyn && offset >= 0) {
      std::int64_t& next = next_[by_client ? 0 : 1];
      next = std::max(next, offset + std::int64_t{length});
    }
  }

  static IpAddress address(std::uint8_t last) {
    const std::uint8_t octets[] = {192, 0, 2, last};
    return IpAddress::from_ipv4(octets);
  }

  std::uint16_t server_port_;
  std::uint8_t protocol_;
  std::uint16_t client_port_ = kClientPort;
  std::uint32_t captured_ = UINT32_MAX;
  std::uint64_t frame_ = 0;
  std::int64_t now_ns_ = 1'000'000'000;
  std::int64_t next_[2]{};
  Settler settler_;
  FlowTracker tracker_;
};

}  // namespace flowsnoop::test
