// What a live capture says of itself: how much came, how much was lost, and when an interface was
// not there. In words for people, and as a line of JSON.
//
// Pure functions and plain values.
#pragma once

#include <cstdint>
#include <string>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

struct CaptureStatistics {
  std::uint64_t packets = 0;  // that were analyzed, or left out by a filter
  CaptureDrops drops{};
  std::uint64_t outages = 0;       // times that an interface went down or away
  std::uint64_t records = 0;       // that were handed on
  std::uint64_t missed_bytes = 0;  // of TCP, as the records say

  // What came since `earlier`.
  CaptureStatistics since(const CaptureStatistics& earlier) const;
};

struct CaptureInterval {
  std::int64_t start_ns = 0;  // of the system's clock
  std::int64_t end_ns = 0;
  CaptureStatistics counts;  // of the interval
  CaptureStatistics total;   // of the run
};

// "none lost", "12 lost (10 by the kernel, 2 by the interface)".
std::string describe_drops(const CaptureDrops& drops);

// "12,345 packets in 10 s, none lost".
std::string describe_interval(const CaptureInterval& interval);

// One line, with its line end: `event.kind` is "metric", as in the Elastic Common Schema.
std::string json_line(const CaptureInterval& interval);

}  // namespace flowsnoop
