#include "flowsnoop/analyzer.h"

#include <algorithm>
#include <random>

#include "decode/decode.h"
#include "engine/settler.h"
#include "flow/flow_tracker.h"

namespace flowsnoop {
namespace {

// Drawn anew in every run, so that nobody can prepare packets that meet in one bucket.
HashKey draw_hash_key() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32 | device(); };
  return {word(), word()};
}

}  // namespace

class Analyzer::Implementation {
 public:
  Implementation(const AnalyzerOptions& options, RecordSink& sink)
      : settler_(options, draw_hash_key(), sink),
        tracker_(options.timeouts, draw_hash_key(), settler_) {}

  void add_packets(std::span<const Packet> packets) {
    while (!packets.empty()) {
      const std::size_t size = std::min(packets.size(), FlowTracker::kBatch);
      add_batch(packets.first(size));
      packets = packets.subspan(size);
    }
  }

  Accounting accounting;

  FlowTracker& tracker() { return tracker_; }

 private:
  // Decodes the whole batch first; the packets of conversations go on to the tracker.
  void add_batch(std::span<const Packet> packets) {
    std::size_t count = 0;
    for (const Packet& packet : packets) {
      FlowPacket& slot = flow_packets_[count];
      const FrameBucket bucket = decode_packet(packet, slot.headers);
      accounting.add(bucket);
      if (bucket != FrameBucket::kTcpFlow && bucket != FrameBucket::kUdpFlow) continue;
      slot.timestamp_ns = packet.timestamp_ns;
      slot.frame_number = packet.frame_number;
      slot.original_length = packet.original_length;
      ++count;
    }
    tracker_.add({flow_packets_, count});
  }

  Settler settler_;
  FlowTracker tracker_;
  FlowPacket flow_packets_[FlowTracker::kBatch];
};

Analyzer::Analyzer(const AnalyzerOptions& options, RecordSink& sink)
    : implementation_(std::make_unique<Implementation>(options, sink)) {}

Analyzer::~Analyzer() = default;

void Analyzer::add_packets(std::span<const Packet> packets) {
  implementation_->add_packets(packets);
}

void Analyzer::add_filtered(std::uint64_t frames) {
  implementation_->accounting.add(FrameBucket::kFiltered, frames);
}

void Analyzer::advance_clock(std::int64_t now_ns) {
  implementation_->tracker().advance_clock(now_ns);
}

void Analyzer::finish() {
  implementation_->tracker().finish();
}

const Accounting& Analyzer::accounting() const {
  return implementation_->accounting;
}

}  // namespace flowsnoop
