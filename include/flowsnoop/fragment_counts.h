// What happened to IP fragments. A plain value.
#pragma once

#include <cstdint>

namespace flowsnoop {

struct FragmentCounts {
  std::uint64_t reassembled = 0;  // datagrams that became whole
  std::uint64_t incomplete = 0;   // datagrams that did not, in time or before the capture ended
  std::uint64_t evicted = 0;      // of these, given up early to keep within the memory bounds
  std::uint64_t duplicates = 0;   // fragments that brought nothing new
  std::uint64_t overlaps = 0;     // fragments that brought some bytes again; in IPv6 an attack or
                                  // an error, RFC 5722
  std::uint64_t refused = 0;      // fragments beyond a bound, or that contradict the others
};

}  // namespace flowsnoop
