#include "adverse/analysis.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "output/json.h"

namespace flowsnoop::test {
namespace {

// Keeps records, and what the JSON writer makes of them.
class Keeper : public RecordSink {
 public:
  explicit Keeper(Analysis& analysis)
      : analysis_(analysis),
        descriptor_(::memfd_create("records", MFD_CLOEXEC)),
        output_(descriptor_, "memory"),
        writer_(output_) {}
  ~Keeper() override { ::close(descriptor_); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void on_record(const FlowRecord& record) override {
    writer_.on_record(record);
    FlowRecord kept = record;
    kept.labels = nullptr;  // these live as long as the call
    kept.tcp = nullptr;
    kept.client_name = kept.server_name = {};
    analysis_.records.push_back({kept, {}});
  }

  // Gives each record its line.
  void finish() {
    const std::string text = written();
    std::size_t begin = 0;
    for (Analysis::Record& record : analysis_.records) {
      const std::size_t end = text.find('\n', begin) + 1;
      record.json = text.substr(begin, end - begin);
      begin = end;
    }
  }

 private:
  std::string written() {
    output_.flush();
    std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
    if (::pread(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
      throw std::runtime_error("cannot read back what was written");
    }
    return text;
  }

  Analysis& analysis_;
  int descriptor_;
  Output output_;
  JsonWriter writer_;
};

}  // namespace

Analysis analyze(std::span<const Packet> packets, const AnalyzerOptions& options,
                 std::size_t batch_size) {
  Analysis analysis;
  Keeper keeper(analysis);
  Analyzer analyzer(options, keeper);
  while (!packets.empty()) {
    const std::size_t size = std::min(batch_size, packets.size());
    analyzer.add_packets(packets.first(size));
    packets = packets.subspan(size);
  }
  analyzer.finish();
  keeper.finish();
  analysis.accounting = analyzer.accounting();
  analysis.clock = analyzer.clock_counts();
  return analysis;
}

Analysis analyze(const std::vector<TimedFrame>& frames, const AnalyzerOptions& options,
                 std::size_t batch_size) {
  std::vector<Packet> packets;
  packets.reserve(frames.size());
  for (const TimedFrame& frame : frames) {
    packets.push_back(as_packet(frame.bytes, frame.time_ns, packets.size() + 1));
  }
  return analyze(packets, options, batch_size);
}

Analysis analyze(const std::vector<CopiedPacket>& copies, const AnalyzerOptions& options,
                 std::size_t batch_size) {
  std::vector<Packet> packets;
  packets.reserve(copies.size());
  for (const CopiedPacket& copy : copies) {
    Packet packet = as_packet(copy.data, copy.timestamp_ns, packets.size() + 1, copy.link_type);
    packet.original_length = copy.original_length;
    packet.interface_id = copy.interface_id;
    packets.push_back(packet);
  }
  return analyze(packets, options, batch_size);
}

std::string json_lines(const Analysis& analysis) {
  std::string lines;
  for (const Analysis::Record& record : analysis.records) lines += record.json;
  return lines;
}

}  // namespace flowsnoop::test
