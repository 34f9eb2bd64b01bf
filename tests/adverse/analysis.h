// The whole analysis of frames in memory, with all that it tells: for tests of what must hold
// whatever comes in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {

struct TimedFrame {
  Bytes bytes;
  std::int64_t time_ns = 0;
  std::uint32_t interface_id = 0;
  LinkType link_type = LinkType::kEthernet;
  std::uint32_t original_length = 0;  // where it is more than there are bytes
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

// The JSON of all records, a line each.
std::string json_lines(const Analysis& analysis);

}  // namespace flowsnoop::test
