#include "engine/decoded_frames.h"

#include <algorithm>

namespace flowsnoop {

void DecodedFrames::add_tunnel_ends(const Packet& packet, DecodeOptions options) {
  const FlowPacket& inside = packets[packet_count - 1];
  for (std::uint32_t i = 0; i < inside.headers.tunnels.count; ++i) {
    if ((inside.headers.tunnels_in_udp >> i & 1) == 0) continue;
    FlowPacket& ends = packets[packet_count++];
    ++frames[frame_count - 1].packets;
    options.max_tunnels = i;
    decode_packet(packet, ends.headers, options);
    ends.timestamp_ns = inside.timestamp_ns;
    ends.frame_number = inside.frame_number;
    ends.carries = i + 1;
    ends.original_length = inside.original_length;
    ends.frames = 1;
  }
  used = std::max(used, packet_count);
}

}  // namespace flowsnoop
