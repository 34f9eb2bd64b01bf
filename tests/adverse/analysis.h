// The whole analysis of frames in memory, with all that it tells: for tests of what must hold
// whatever comes in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "capture/capture_support.h"
#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {

struct TimedFrame {
  Bytes bytes;
  std::int64_t time_ns = 0;
};

struct Analysis {
  // What outlives the call that hands a record on.
  struct Record {
    FlowRecord flow;
    std::string json;  // as it is written
  };
  std::vector<Record> records;
  Accounting accounting;
  ClockCounts clock;
};

// `batch_size` packets at a time. The records are in the order in which they were handed on.
Analysis analyze(std::span<const Packet> packets, const AnalyzerOptions& options = {},
                 std::size_t batch_size = PacketBatch::kCapacity);
Analysis analyze(const std::vector<TimedFrame>& frames, const AnalyzerOptions& options = {},
                 std::size_t batch_size = PacketBatch::kCapacity);
Analysis analyze(const std::vector<CopiedPacket>& packets, const AnalyzerOptions& options = {},
                 std::size_t batch_size = PacketBatch::kCapacity);

// The JSON of all records, a line each.
std::string json_lines(const Analysis& analysis);

}  // namespace flowsnoop::test
