// One captured frame, as the capture layer hands it on.
//
// A Packet is a view: it owns nothing, and its bytes are valid until the source that gave it is
// asked for the next batch. Copying a Packet copies the view. Sources give packets in batches.
#pragma once

#include <cstdint>

#include "flowsnoop/link_type.h"

namespace flowsnoop {

// No timestamp is further from 1970 than this, 146 years; so two of them can be added or
// subtracted.
inline constexpr std::int64_t kMaxTimestamp_ns = (std::int64_t{1} << 62) - 1;

struct Packet {
  std::int64_t timestamp_ns = 0;       // since 1970-01-01 00:00 UTC; may go back between packets
  const std::uint8_t* data = nullptr;  // captured_length bytes, first byte of the link header
  std::uint64_t frame_number = 0;      // 1 for the first frame of the run, as in Wireshark
  std::uint32_t captured_length = 0;   // bytes there are
  std::uint32_t original_length = 0;   // bytes the frame had on the wire, at least captured_length
  std::uint32_t interface_id = 0;      // index into PacketSource::interfaces()
  LinkType link_type = LinkType::kEthernet;
};

}  // namespace flowsnoop
