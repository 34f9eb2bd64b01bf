#include "stages_input.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "capture/byte_order.h"
#include "decode/decode.h"
#include "flowsnoop/analyzer.h"

namespace flowsnoop::bench {
namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::uint64_t kSeed = 1;

class FlowCollector : public NoListener {
 public:
  void on_flow_end(const Flow& flow, EndReason /*reason*/) override { flows.push_back(flow); }

  std::vector<Flow> flows;
};

}  // namespace

Bytes savefile_of(const Sample& sample) {
  static std::map<Sample, std::vector<std::uint8_t>> made;
  const auto [at, is_new] = made.try_emplace(sample);
  if (is_new) {
    const TrafficKind& kind = *find_traffic_kind(sample.kind);
    const std::uint32_t flows = sample.flows == 0 ? kind.default_flows : sample.flows;
    at->second = make_savefile(kind, flows, kSeed, sample.packets, sample.format);
  }
  return at->second;
}

std::vector<Packet> packets_of(const Sample& sample) {
  const Bytes file = savefile_of(sample);
  std::vector<Packet> packets;
  packets.reserve(sample.packets);
  for (std::size_t at = kFileHeader; at < file.size();) {
    const std::uint8_t* const record = file.data() + at;
    Packet packet;
    packet.timestamp_ns = std::int64_t{load32(record, false)} * 1'000'000'000 +
                          std::int64_t{load32(record + 4, false)} * 1000;
    packet.data = record + kRecordHeader;
    packet.captured_length = load32(record + 8, false);
    packet.original_length = load32(record + 12, false);
    packet.frame_number = packets.size() + 1;
    packets.push_back(packet);
    at += kRecordHeader + packet.captured_length;
  }
  return packets;
}

std::vector<FlowPacket> flow_packets_of(const Sample& sample) {
  std::vector<FlowPacket> flow_packets;
  flow_packets.reserve(sample.packets);
  for (const Packet& packet : packets_of(sample)) {
    FlowPacket& flow_packet = flow_packets.emplace_back();
    const FrameBucket bucket = decode_packet(packet, flow_packet.headers);
    if (!is_flow(bucket)) {
      flow_packets.pop_back();
      continue;
    }
    flow_packet.timestamp_ns = packet.timestamp_ns;
    flow_packet.frame_number = packet.frame_number;
    flow_packet.original_length = packet.original_length;
  }
  return flow_packets;
}

std::vector<Flow> flows_of(const Sample& sample) {
  FlowCollector collector;
  FlowTracker tracker({}, {1, 2}, collector);
  tracker.add(flow_packets_of(sample));
  tracker.finish();
  return std::move(collector.flows);
}

void KeptRecords::on_record(const FlowRecord& record) {
  FlowRecord& kept = records_.emplace_back(record);
  if (record.labels != nullptr) kept.labels = &labels_.emplace_back(*record.labels);
  if (record.tcp != nullptr) kept.tcp = &tcp_.emplace_back(*record.tcp);
  kept.client_name.text = keep(record.client_name.text);
  kept.server_name.text = keep(record.server_name.text);
}

std::unique_ptr<KeptRecords> records_of(const Sample& sample) {
  auto kept = std::make_unique<KeptRecords>();
  Analyzer analyzer({}, *kept);
  analyzer.add_packets(packets_of(sample));
  analyzer.finish();
  return kept;
}

StreamRead MemoryStream::read(std::span<std::uint8_t> out) {
  const std::size_t size = std::min(out.size(), bytes_.size() - read_);
  if (size == 0) return {StreamStatus::kEnd};
  std::memcpy(out.data(), bytes_.data() + read_, size);
  read_ += size;
  return {StreamStatus::kData, size};
}

}  // namespace flowsnoop::bench
