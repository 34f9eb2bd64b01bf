// Made-up traffic for measurements: the same kind, flows and seed give the same frames on every
// machine.
//
// A Traffic owns the state of its flows and writes into the caller's bytes. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "frame.h"

namespace flowsnoop::bench {

class Traffic {
 public:
  virtual ~Traffic() = default;

  // Writes the next frame at `out`, which has room for kMaxFrame bytes, and returns its length.
  virtual std::size_t next(std::uint8_t* out) = 0;
};

struct TrafficKind {
  std::string_view name;
  std::string_view description;
  std::uint32_t default_flows;  // alive at once
  std::uint32_t packet_gap_us;  // between two packets: so large that ended flows leave the tables
  std::unique_ptr<Traffic> (*make)(std::uint32_t flows, std::uint64_t seed);
};

std::span<const TrafficKind> traffic_kinds();

// nullptr where no kind has that name.
const TrafficKind* find_traffic_kind(std::string_view name);

// As many as there are client addresses.
inline constexpr std::uint32_t kMaxFlows = 1u << 24;

}  // namespace flowsnoop::bench
