// One packet of a conversation, as the tracker needs it; a datagram that came in fragments is one
// packet that stands for all its frames. A plain value; the payload view in
// `headers` is valid only while the packet's bytes are.
#pragma once

#include <cstdint>

#include "decode/decoded.h"
#include "flowsnoop/flow_record.h"

namespace flowsnoop {

struct FlowPacket {
  std::int64_t timestamp_ns = 0;
  std::uint64_t frame_number = 0;
  // Of a packet of a tunnel's ends whose inside is a packet of another conversation: 1 + the
  // tunnels that it is in itself. 0: what it carries is in no other conversation.
  std::uint32_t carries = 0;
  std::uint32_t original_length = 0;  // of the whole frame, or of all frames together
  std::uint32_t frames = 1;
  // The flow_id of a record that begins with this packet.
  std::uint64_t flow_id() const { return frame_number + carries * kTunnelEndsIds; }

  Decoded headers;  // last, because its own last part is touched where there are tunnels only
};

}  // namespace flowsnoop
