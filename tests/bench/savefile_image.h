// Frames as the bytes of a savefile, pcap or pcapng, microseconds, Ethernet, in this machine's byte
// order.
//
// Bytes gather in buffer(); the owner takes them out and clears it. Used by one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "traffic.h"

namespace flowsnoop::bench {

enum class SavefileFormat : std::uint8_t { kPcap, kPcapng };

class SavefileImage {
 public:
  // Begins with the file header. Packets will be `packet_gap_us` apart.
  SavefileImage(SavefileFormat format, std::uint32_t packet_gap_us);

  // Appends the next frame of `traffic`.
  void add(Traffic& traffic);

  std::vector<std::uint8_t>& buffer() { return buffer_; }

 private:
  SavefileFormat format_;
  std::uint32_t packet_gap_us_;
  std::vector<std::uint8_t> buffer_;
  std::uint64_t time_us_ = 1'700'000'000'000'000;
};

// A whole savefile of `packets` packets.
std::vector<std::uint8_t> make_savefile(const TrafficKind& kind, std::uint32_t flows,
                                        std::uint64_t seed, std::uint64_t packets,
                                        SavefileFormat format = SavefileFormat::kPcap);

}  // namespace flowsnoop::bench
