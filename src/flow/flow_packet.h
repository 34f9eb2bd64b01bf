// One packet of a conversation, as the tracker needs it. A plain value; the payload view in
// `headers` is valid only while the packet's bytes are.
#pragma once

#include <cstdint>

#include "decode/decoded.h"

namespace flowsnoop {

struct FlowPacket {
  Decoded headers;
  std::int64_t timestamp_ns = 0;
  std::uint64_t frame_number = 0;
  std::uint32_t original_length = 0;  // of the whole frame
};

}  // namespace flowsnoop
