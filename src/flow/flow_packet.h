// One packet of a conversation, as the tracker needs it; a datagram that came in fragments is one
// packet that stands for all its frames. A plain value; the payload view in
// `headers` is valid only while the packet's bytes are.
#pragma once

#include <cstdint>

#include "decode/decoded.h"

namespace flowsnoop {

struct FlowPacket {
  std::int64_t timestamp_ns = 0;
  std::uint64_t frame_number = 0;
  std::uint32_t original_length = 0;  // of the whole frame, or of all frames together
  std::uint32_t frames = 1;
  Decoded headers;  // last, because its own last part is touched where there are tunnels only
};

}  // namespace flowsnoop
