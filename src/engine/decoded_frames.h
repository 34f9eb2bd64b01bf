// Some frames of a capture, decoded: what reading hands to the keeping of conversations, which may
// be on another thread.
//
// A plain value of fixed size, to be reused. The payload views point into the frames' bytes and are
// valid as long as these.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/decode.h"
#include "decode/plain_frame.h"
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

  // Decodes the first ones of `next`, at least one and as many as it can at once. There is room for
  // one. Returns how many.
  std::size_t add(std::span<const Packet> next, const DecodeOptions& options) {
    const std::size_t plain_frames = add_plain(next, options);
    if (plain_frames != 0) [[likely]]
      return plain_frames;
    add_any(next.front(), options);
    return 1;
  }

  // Takes one more frame that is only counted. There is room for it.
  void count(const Packet& packet, FrameBucket bucket) {
    ++used;
    frames[frame_count++] = {packet.timestamp_ns, packet.interface_id, bucket, false, 0};
  }

  std::size_t used = 0;  // of kCapacity: by frames, or by packets where there are more of these
  PlainFrames plain;
  std::size_t frame_count = 0;  // of those that follow
  std::size_t packet_count = 0;
  std::array<Frame, kCapacity> frames;
  std::array<FlowPacket, kCapacity + TunnelPath::kMaxHops>
      packets;  // of the frames that have one, in their order, the plain ones too

 private:
  // What is said of a frame by itself.
  static void set_frame(FlowPacket& slot, const Packet& packet) {
    slot.timestamp_ns = packet.timestamp_ns;
    slot.frame_number = packet.frame_number;
    slot.carries = 0;
    slot.original_length = packet.original_length;
    slot.frames = 1;
  }

  // Those that are decoded the short way, as far as the plain frames go on.
  std::size_t add_plain(std::span<const Packet> next, const DecodeOptions& options) {
    if (frame_count != 0 || options.verify_checksums) return 0;
    if (plain.count == 0) plain.interface_id = next.front().interface_id;
    const std::uint32_t interface_id = plain.interface_id;
    FlowPacket* const first = packets.data() + packet_count;
    FlowPacket* slot = first;
    std::size_t udp = 0;
    for (const Packet& packet : next.first(std::min(next.size(), kCapacity - used))) {
      if (packet.interface_id != interface_id || !decode_plain_frame(packet, slot->headers)) break;
      set_frame(*slot, packet);
      udp += slot->headers.protocol == kProtocolUdp ? 1 : 0;
      ++slot;
    }
    const auto taken = static_cast<std::size_t>(slot - first);
    plain.udp += udp;
    plain.count = packet_count += taken;
    used += taken;
    return taken;
  }

  void add_any(const Packet& packet, const DecodeOptions& options) {
    FlowPacket& slot = packets[packet_count];
    const FrameBucket bucket = decode_packet(packet, slot.headers, options);
    set_frame(slot, packet);
    ++used;
    const bool is_plain = bucket <= FrameBucket::kUdpFlow &&
                          (slot.headers.tunnels_in_udp | slot.headers.verified_checksums) == 0;
    if (packet_count == 0) plain.interface_id = packet.interface_id;
    if (is_plain && frame_count == 0 && packet.interface_id == plain.interface_id) {
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

  // A tunnel in UDP goes through a conversation of its ends, which has a record as well: adds the
  // last frame, which is `packet`, as a packet of theirs.
  void add_tunnel_ends(const Packet& packet, DecodeOptions options);
};

}  // namespace flowsnoop
