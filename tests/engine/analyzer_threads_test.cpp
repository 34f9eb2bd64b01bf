// What comes out is the same for any number of threads: over the sample captures, all of whose
// packets and records go through the threads here, unless a test says otherwise.
#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "flowsnoop/packet_source.h"
#include "output/csv.h"
#include "output/json.h"
#include "support/captures.h"

namespace flowsnoop {
namespace {

using test::captures_below;
using test::kRealCaptures;
using test::kSampleCaptures;

AnalyzerOptions with_threads(unsigned threads) {
  AnalyzerOptions options;
  options.second_look = true;
  options.threads = threads;
  options.least_frames_for_threads = 0;
  options.least_flows_for_threads = 0;
  return options;
}

// Adds all packets of a capture; `frames` were before it.
std::uint64_t add_capture(Analyzer& analyzer, const std::filesystem::path& path,
                          std::uint64_t frames) {
  const std::unique_ptr<PacketSource> source = open_savefile(path);
  PacketBatch batch;
  std::size_t names_taken = 0;
  while (source->read(batch) == ReadStatus::kPackets) {
    for (Packet& packet : std::span(batch.packets, batch.size)) packet.frame_number = ++frames;
    const auto names = source->host_names().subspan(names_taken);
    names_taken += names.size();
    if (!names.empty()) analyzer.add_host_names(names);
    analyzer.add_packets(batch.view());
    // As those that a filter leaves out.
    analyzer.add_unanalyzed(batch.packets[0], FrameBucket::kFiltered);
  }
  return frames;
}

// The records of captures read as one, and the frames in each bucket.
template <typename Writer>
std::string analyze(const std::vector<std::filesystem::path>& captures,
                    const AnalyzerOptions& options) {
  Output text = Output::to_memory();
  Writer writer(text);
  Analyzer analyzer(options, writer);
  std::uint64_t frames = 0;
  for (const auto& path : captures) frames = add_capture(analyzer, path, frames);
  analyzer.finish();
  std::string result(text.text());
  for (const Accounting& interface : analyzer.accounting_by_interface()) {
    for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
      result += std::to_string(interface.frames(static_cast<FrameBucket>(i))) + " ";
    }
  }
  return result;
}

TEST(AnalyzerThreads, GiveTheSameRecordsOfEachCapture) {
  const auto paths = captures_below(kSampleCaptures);
  ASSERT_GT(paths.size(), 100u);
  for (const auto& path : paths) {
    const std::string expected = analyze<JsonWriter>({path}, with_threads(1));
    EXPECT_EQ(analyze<JsonWriter>({path}, with_threads(2)), expected) << path;
    EXPECT_EQ(analyze<JsonWriter>({path}, with_threads(5)), expected) << path;
  }
}

TEST(AnalyzerThreads, GiveTheSameRecordsOfRealCaptures) {
  if (!std::filesystem::exists(kRealCaptures)) {
    GTEST_SKIP() << "the collection of real captures is not here";
  }
  for (const auto& path : captures_below(kRealCaptures)) {
    try {
      const std::string expected = analyze<JsonWriter>({path}, with_threads(1));
      // Not EXPECT_EQ, which would look for a short description of the difference for minutes.
      EXPECT_TRUE(analyze<JsonWriter>({path}, with_threads(2)) == expected) << path;
    } catch (const CaptureError&) {
      // Of the collection, some are no captures.
    }
  }
}

TEST(AnalyzerThreads, GiveTheSameRecordsOfAllCapturesTogether) {
  AnalyzerOptions one = with_threads(1);
  AnalyzerOptions three = with_threads(3);
  const auto paths = captures_below(kSampleCaptures);
  EXPECT_EQ(analyze<JsonWriter>(paths, three), analyze<JsonWriter>(paths, one));
  EXPECT_EQ(analyze<CsvWriter>(paths, three), analyze<CsvWriter>(paths, one));
  for (AnalyzerOptions* options : {&one, &three}) options->verify_checksums = true;
  EXPECT_EQ(analyze<JsonWriter>(paths, three), analyze<JsonWriter>(paths, one));
}

// So many frames that each way is tried, and one of them again after the other was stayed with.
TEST(AnalyzerThreads, GiveTheSameRecordsWhereTheyAreTriedAndLeft) {
  AnalyzerOptions two = with_threads(2);
  two.least_frames_for_threads = 1;
  const auto once = captures_below(kSampleCaptures);
  std::vector<std::filesystem::path> paths;
  for (int i = 0; i < 85; ++i) paths.insert(paths.end(), once.begin(), once.end());
  EXPECT_TRUE(analyze<JsonWriter>(paths, two) == analyze<JsonWriter>(paths, with_threads(1)));
}

// A sink that knows nothing of parts is told by one thread at a time.
TEST(AnalyzerThreads, TellASinkWithoutPartsOneByOne) {
  class Lines : public RecordSink {
   public:
    explicit Lines(Output& /*output*/) {}
    void on_record(const FlowRecord& record) override { ids.push_back(record.flow_id); }
    std::vector<std::uint64_t> ids;
  };
  const auto ids_of = [](unsigned threads) {
    Output unused = Output::to_memory();
    Lines lines(unused);
    Analyzer analyzer(with_threads(threads), lines);
    std::uint64_t frames = 0;
    for (const auto& path : captures_below(kSampleCaptures))
      frames = add_capture(analyzer, path, frames);
    analyzer.finish();
    return lines.ids;
  };
  const std::vector<std::uint64_t> ids = ids_of(1);
  EXPECT_GT(ids.size(), 100u);
  EXPECT_EQ(ids_of(3), ids);
}

// As Analyzer's description has it, whichever thread keeps the conversations.
TEST(AnalyzerThreads, TellASinkOnTheThreadThatAddsPackets) {
  class Threads : public RecordSink {
   public:
    void on_record(const FlowRecord& /*record*/) override {
      ++records;
      if (std::this_thread::get_id() != own) ++elsewhere;
    }
    const std::thread::id own = std::this_thread::get_id();
    int records = 0;
    int elsewhere = 0;
  };
  Threads sink;
  Analyzer analyzer(with_threads(2), sink);
  std::uint64_t frames = 0;
  for (const auto& path : captures_below(kSampleCaptures))
    frames = add_capture(analyzer, path, frames);
  analyzer.finish();
  EXPECT_GT(sink.records, 100);
  EXPECT_EQ(sink.elsewhere, 0);
}

// The disk is full, say.
TEST(AnalyzerThreads, ThrowWhatTheSinkThrows) {
  class Full : public RecordSink {
   public:
    void on_record(const FlowRecord& /*record*/) override { throw std::runtime_error("full"); }
  };
  Full full;
  Analyzer analyzer(with_threads(2), full);
  const auto run = [&] {
    std::uint64_t frames = 0;
    for (const auto& path : captures_below(kSampleCaptures))
      frames = add_capture(analyzer, path, frames);
    analyzer.finish();
  };
  EXPECT_THROW(run(), std::runtime_error);
}

// It goes without finish(), as where the program fails.
TEST(AnalyzerThreads, EndWithTheAnalyzer) {
  Output text = Output::to_memory();
  JsonWriter writer(text);
  Analyzer analyzer(with_threads(2), writer);
  add_capture(analyzer, kSampleCaptures / "many-clients.pcapng", 0);
}

}  // namespace
}  // namespace flowsnoop
