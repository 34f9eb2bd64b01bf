// The options of live capture: how much room packets have, how much of each is taken, and for how
// long.
//
// Plain values and pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace flowsnoop {

// As they were given; empty: not at all.
struct RawLiveOptions {
  std::string buffer_size;
  std::string snaplen;
  std::string time_stamp_type;
  std::string duration;
  std::string stats_interval;
  bool no_promiscuous = false;

  bool any() const {
    return no_promiscuous || !(buffer_size.empty() && snaplen.empty() && time_stamp_type.empty() &&
                               duration.empty() && stats_interval.empty());
  }
};

struct LiveConfig {
  // What the headers in front of it leave of 16 KiB of payload is all that inspection looks at.
  static constexpr int kInspectedSnaplen = 16384 + 512;
  static constexpr int kWholeSnaplen = 262'144;  // the most that libpcap gives
  static constexpr std::size_t kDefaultBuffer = std::size_t{16} << 20;

  std::size_t buffer_size = kDefaultBuffer;  // bytes, in the kernel, for each interface
  int snaplen = kInspectedSnaplen;           // bytes taken of each frame
  bool promiscuous = true;
  std::string time_stamp_type;         // a name that libpcap knows; empty: the usual one
  std::int64_t duration_ns = 0;        // 0: without an end
  std::int64_t stats_interval_ns = 0;  // 0: never
};

// `needs_whole_packets`: something is done with them that a cut packet is no good for, so that they
// are not cut unless the snaplen is given. Throws UsageError.
LiveConfig check_live_options(const RawLiveOptions& raw, bool needs_whole_packets);

}  // namespace flowsnoop
