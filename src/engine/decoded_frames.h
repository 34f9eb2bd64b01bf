// Some frames of a capture, decoded: what reading hands to the keeping of conversations, which may
// be on another thread.
//
// A plain value of fixed size, to be reused. The payload views point into the frames' bytes and are
// valid as long as these.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "decode/decode.h"
#include "flow/flow_packet.h"
#include "flowsnoop/accounting.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

struct DecodedFrames {
  static constexpr std::size_t kCapacity = 32;

  // What is kept of each frame that is not plain, to count it.
  struct Frame {
    std::int64_t timestamp_ns;
    std::uint32_t interface_id;
    FrameBucket bucket;
    bool is_analyzed;  // otherwise it is only counted
    // Its places in `packets`: 0 where there is no more to do than to count it, 1 for itself, and
    // one for the ends of each tunnel in UDP that it is in.
    std::uint8_t packets;
  };

  // What is kept of the frames at the beginning that are plain: each a packet of a TCP or UDP
  // conversation and nothing else, all of one interface.
  struct PlainFrames {
    std::size_t count = 0;  // their packets are the first ones
    std::size_t udp = 0;    // so many of them are UDP, the others TCP
    std::uint32_t interface_id = 0;
  };

  bool is_full() const { return used >= kCapacity; }
  void clear() {
    used = frame_count = packet_count = 0;
    plain = {};
  }

  // Decodes one more frame. There is room for it.
  void add(const Packet& packet, const DecodeOptions& options) {
    FlowPacket& slot = packets[packet_count];
    const FrameBucket bucket = decode_packet(packet, slot.headers, options);
    slot.timestamp_ns = packet.timestamp_ns;
    slot.frame_number = packet.frame_number;
    slot.carries = 0;
    slot.original_length = packet.original_length;
    slot.frames = 1;
    ++used;
    const bool is_plain = bucket <= FrameBucket::kUdpFlow &&
                          (slot.headers.tunnels_in_udp | slot.headers.verified_checksums) == 0;
    if (packet_count == 0) plain.interface_id = packet.interface_id;
    if (is_plain && frame_count == 0 && packet.interface_id == plain.interface_id) [[likely]] {
      plain.udp += bucket == FrameBucket::kUdpFlow ? 1 : 0;
      plain.count = ++packet_count;
      return;
    }
    const bool has_packet = is_flow(bucket) || bucket == FrameBucket::kFragment ||
                            bucket == FrameBucket::kIcmpError ||
                            slot.headers.verified_checksums != 0;
    const auto places = static_cast<std::uint8_t>(has_packet ? 1 : 0);
    frames[frame_count++] = {packet.timestamp_ns, packet.interface_id, bucket, true, places};
    packet_count += places;
    if (slot.headers.tunnels_in_udp != 0) [[unlikely]]
      add_tunnel_ends(packet, options);
  }

  // Takes one more frame that is only counted. There is room for it.
  void count(const Packet& packet, FrameBucket bucket) {
    ++used;
    frames[frame_count++] = {packet.timestamp_ns, packet.interface_id, bucket, false, 0};
  }

  // A tunnel in UDP goes through a conversation of its ends, which has a record as well: adds the
  // last frame, which is `packet`, as a packet of theirs.
  void add_tunnel_ends(const Packet& packet, DecodeOptions options);

  std::size_t used = 0;  // of kCapacity: by frames, or by packets where there are more of these
  PlainFrames plain;
  std::size_t frame_count = 0;  // of those that follow
  std::size_t packet_count = 0;
  std::array<Frame, kCapacity> frames;
  std::array<FlowPacket, kCapacity + TunnelPath::kMaxHops>
      packets;  // of the frames that have one, in their order, the plain ones too
};

}  // namespace flowsnoop
