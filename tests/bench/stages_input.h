// What the stages are measured on, prepared outside of the measurement.
//
// Savefiles are made once and live until the program ends; packets and payloads point into them.
// Used by one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "capture/byte_stream.h"
#include "flow/flow.h"
#include "flow/flow_packet.h"
#include "flow/flow_tracker.h"
#include "flowsnoop/analyzer.h"
#include "flowsnoop/flow_record.h"
#include "flowsnoop/labels.h"
#include "flowsnoop/packet.h"
#include "flowsnoop/tcp_record.h"
#include "savefile_image.h"

namespace flowsnoop::bench {

// Made-up traffic by its kind's name; 0 flows: as many as the kind has by default.
struct Sample {
  const char* kind = "few";
  std::uint64_t packets = 200'000;
  std::uint32_t flows = 0;
  SavefileFormat format = SavefileFormat::kPcap;

  friend auto operator<=>(const Sample&, const Sample&) = default;
};

Bytes savefile_of(const Sample& sample);

// The packets of a sample whose format is kPcap, numbered from 1.
std::vector<Packet> packets_of(const Sample& sample);

// Those of them that belong to flows, decoded.
std::vector<FlowPacket> flow_packets_of(const Sample& sample);

// All flows of a sample as they end.
std::vector<Flow> flows_of(const Sample& sample);

// Records with all that they point to. Not to be copied.
class KeptRecords final : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override;
  const std::vector<FlowRecord>& records() const { return records_; }

 private:
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  std::vector<FlowRecord> records_;
  std::deque<Labels> labels_;
  std::deque<TcpRecord> tcp_;
  std::deque<std::string> texts_;
};

// Their records, as the whole analysis gives them.
std::unique_ptr<KeptRecords> records_of(const Sample& sample);

// Gives the bytes of a savefile as a file in the page cache would: by copying them.
class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(Bytes bytes) : bytes_(bytes) {}

  StreamRead read(std::span<std::uint8_t> out) override;
  std::uint64_t total_bytes() const override { return bytes_.size(); }

 private:
  Bytes bytes_;
  std::size_t read_ = 0;
};

// A listener that does nothing.
class NoListener : public FlowListener {
 public:
  void on_payload(Flow& /*flow*/, Side /*sender*/, const FlowPacket& /*packet*/) override {}
  void on_last_look(std::span<const Flow* const> /*flows*/) override {}
  void on_capture_end() override {}
  void on_flow_end(const Flow& /*flow*/, EndReason /*reason*/) override {}
  void on_flow_event(Flow& /*flow*/, FlowEventKind /*kind*/, std::int64_t /*time_ns*/,
                     EndReason /*reason*/) override {}
};

}  // namespace flowsnoop::bench
