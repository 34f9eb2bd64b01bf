// A savefile from its bytes to every output: each frame is counted once, each record's times and
// counters make sense, and what is written is inert and well formed.
//
// Input: a savefile.
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>

#include "capture/compression.h"
#include "capture/savefile.h"
#include "capture_mutator.h"
#include "flowsnoop/analyzer.h"
#include "memory_stream.h"
#include "output/writer.h"
#include "output_check.h"

namespace flowsnoop::fuzz {
namespace {

constexpr std::size_t kRowMemory = std::size_t{1} << 20;

// An Output whose text can be read again.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("fuzz", 0)) {
    require(descriptor_ >= 0, "there is a file in memory");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int descriptor() const { return descriptor_; }

  void clear() const {
    require(::ftruncate(descriptor_, 0) == 0 && ::lseek(descriptor_, 0, SEEK_SET) == 0,
            "the text can be forgotten");
  }

  std::string text() const {
    const off_t size = ::lseek(descriptor_, 0, SEEK_END);
    std::string text(static_cast<std::size_t>(size), '\0');
    require(::pread(descriptor_, text.data(), text.size(), 0) == size, "the text can be read");
    return text;
  }

 private:
  int descriptor_;
};

// A writer of one format, and what it wrote.
struct Written {
  explicit Written(Format format)
      : output(file.descriptor(), "memory"),
        writer(make_writer(format, output, {.width = 0, .colour = false, .utf8 = true}, false,
                           kRowMemory)) {}

  MemoryFile file;
  Output output;
  std::unique_ptr<RecordWriter> writer;
};

// The writers for programs take long to make and remember nothing: there is one of each.
Written& json() {
  static Written written(Format::kJson);
  return written;
}
Written& csv() {
  static Written written(Format::kCsv);
  return written;
}
const std::string& csv_header() {
  static const std::string header = [] {
    csv().output.flush();
    return csv().file.text();
  }();
  return header;
}

// Gives each record and event to writers of all formats, and checks it on the way.
class AllWriters final : public RecordSink {
 public:
  AllWriters() {
    csv_header();
    json().file.clear();
    csv().file.clear();
  }

  void on_record(const FlowRecord& record) override {
    check(record);
    // What the ends of a tunnel carry is counted in the conversation inside.
    packets_ += record.client.packets + record.server.packets - record.carried_packets;
    for (Written* written : all()) written->writer->on_record(record);
  }
  void on_event(const FlowEvent& event) override {
    check(*event.flow);
    for (Written* written : all()) written->writer->on_event(event);
  }

  void finish(const Accounting& accounting) {
    for (Written* written : all()) {
      written->writer->finish({.accounting = accounting});
      written->output.flush();
      require(is_inert(written->file.text()), "what is written is inert");
    }
    require(is_json_lines(json().file.text()), "JSON is well formed");
    require(is_csv(csv_header() + csv().file.text()), "CSV is well formed");
  }

  std::uint64_t packets() const { return packets_; }

 private:
  static void check(const FlowRecord& record) {
    require(record.start_ns <= record.end_ns, "no duration is negative");
    require(record.client.packets + record.server.packets > 0, "a conversation has packets");
    require(record.flow_id > 0, "a conversation has an id");
    require(record.carried_packets <= record.client.packets + record.server.packets,
            "no more is carried than there is");
    require(record.roles.confidence >= 0 && record.roles.confidence <= 1,
            "confidence is between 0 and 1");
    for (const Endpoint& end : {record.client, record.server}) {
      require(end.payload_bytes == 0 || end.packets > 0, "what was sent was sent in packets");
      require(end.bad_checksums <= end.packets, "no more checksums are wrong than there are");
    }
  }

  std::array<Written*, 4> all() { return {&text_, &events_, &json(), &csv()}; }

  Written text_{Format::kText};
  Written events_{Format::kEvents};
  std::uint64_t packets_ = 0;
};

void check_accounting(const Analyzer& analyzer, std::uint64_t frames, std::uint64_t packets) {
  const Accounting& accounting = analyzer.accounting();
  require(accounting.total() == frames, "every frame is in one bucket");
  std::uint64_t by_interface = 0;
  for (const Accounting& one : analyzer.accounting_by_interface()) by_interface += one.total();
  require(by_interface == frames, "and in one of its interface");
  std::uint64_t in_flows = 0;
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
    const auto bucket = static_cast<FrameBucket>(i);
    require(accounting.frames(bucket) <= frames, "no bucket has more frames than there are");
    if (is_flow(bucket)) in_flows += accounting.frames(bucket);
  }
  require(in_flows == packets, "the packets of conversations are the frames that are in them");
}

struct Way {
  std::size_t batch = PacketBatch::kCapacity;
  bool second_look = true;
  bool revise = false;
  unsigned threads = 1;
};

std::string analyze(ByteView file, const Way& way) {
  AllWriters writers;
  try {
    const auto source =
        open_savefile(std::make_unique<MemoryStream>(file), "fuzz", {.read_ahead = false});
    Analyzer analyzer({.memory = AnalyzerOptions::kLeastMemory,
                       .verify_checksums = true,
                       .events = true,
                       .second_look = way.second_look,
                       .revise = way.revise,
                       .threads = way.threads,
                       .least_frames_for_threads = 0,
                       .least_flows_for_threads = 0},
                      writers);
    auto batch = std::make_unique<PacketBatch>();
    std::uint64_t frames = 0;
    while (source->read(*batch) == ReadStatus::kPackets) {
      for (std::size_t i = 0; i < batch->size; ++i) batch->packets[i].frame_number = ++frames;
      for (std::size_t at = 0; at < batch->size; at += way.batch) {
        analyzer.add_packets(batch->view().subspan(at, std::min(way.batch, batch->size - at)));
      }
    }
    analyzer.add_host_names(source->host_names());
    analyzer.finish();
    writers.finish(analyzer.accounting());
    if (!way.revise) check_accounting(analyzer, frames, writers.packets());
    return json().file.text();
  } catch (const CaptureError&) {
    return {};
  }
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop::fuzz;
  const ByteView file(data, size);
  if (flowsnoop::recognise_compression(file)) return -1;
  switch (size % 8) {
    case 0:
      analyze(file, {.second_look = false, .revise = true});
      break;
    case 1:
      require(analyze(file, {}) == analyze(file, {.batch = 1}), "batches make no difference");
      break;
    case 2:
      require(analyze(file, {}) == analyze(file, {.threads = 3}), "threads make no difference");
      break;
    default:
      analyze(file, {.second_look = size % 8 < 6});
  }
  return 0;
}
