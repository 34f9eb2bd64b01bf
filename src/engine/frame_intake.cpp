#include "engine/frame_intake.h"

#include <algorithm>
#include <utility>

#include "decode/fragment.h"
#include "decode/icmp.h"

namespace flowsnoop {

// Packets go to the tracker together as far as nothing comes between them.
void FrameIntake::take(DecodedFrames& decoded) {
  waiting_ = {decoded.packets.data(), std::size_t{0}};
  take_plain(decoded);
  FlowPacket* next = decoded.packets.data() + decoded.plain.count;
  for (const DecodedFrames::Frame& frame : std::span(decoded.frames).first(decoded.frame_count)) {
    count(frame.interface_id, frame.bucket);
    if (!frame.is_analyzed) continue;
    const std::int64_t time_ns = steady_ns(frame.timestamp_ns, frame.interface_id);
    if (!fragments_.empty()) [[unlikely]]
      expire_fragments(time_ns);
    if (frame.packets == 0) continue;
    FlowPacket& packet = *next++;
    packet.timestamp_ns = time_ns;
    if (takes_packet(frame, packet)) {
      waiting_ = {waiting_.data(), waiting_.size() + 1};
    } else {
      flush();
      waiting_ = {next, std::size_t{0}};
    }
    for (int ends = 1; ends < frame.packets; ++ends) {
      if (options_.verify_checksums) checksum_senders_.add(next->headers);
      next++->timestamp_ns = time_ns;
      waiting_ = {waiting_.data(), waiting_.size() + 1};
    }
  }
  flush();
}

// What ends by the packets before a step is shown by the clock before it.
inline std::int64_t FrameIntake::steady_ns(std::int64_t time_ns, std::uint32_t interface_id) {
  if (!clock_.is_near(time_ns, interface_id)) [[unlikely]]
    flush();
  return clock_.steady_ns(time_ns, interface_id);
}

// Whether nothing is to be done to the times of the next packets, nor by them.
inline bool FrameIntake::have_steady_times(std::span<const FlowPacket> packets,
                                           std::uint32_t interface_id) {
  if (!fragments_.empty()) return false;
  std::int64_t earliest_ns = packets.front().timestamp_ns;
  std::int64_t latest_ns = earliest_ns;
  for (const FlowPacket& packet : packets.subspan(1)) {
    earliest_ns = std::min(earliest_ns, packet.timestamp_ns);
    latest_ns = std::max(latest_ns, packet.timestamp_ns);
  }
  return clock_.stay_as_they_are(earliest_ns, latest_ns, packets.size(), interface_id);
}

void FrameIntake::take_plain(DecodedFrames& decoded) {
  const auto& [frames, udp, interface_id] = decoded.plain;
  if (frames == 0) return;
  count(interface_id, FrameBucket::kTcpFlow, frames - udp);
  count(interface_id, FrameBucket::kUdpFlow, udp);
  const std::span<FlowPacket> packets = std::span(decoded.packets).first(frames);
  if (have_steady_times(packets, interface_id)) [[likely]] {
    waiting_ = packets;
    return;
  }
  for (FlowPacket& packet : packets) {
    packet.timestamp_ns = steady_ns(packet.timestamp_ns, interface_id);
    if (!fragments_.empty()) [[unlikely]]
      expire_fragments(packet.timestamp_ns);
    waiting_ = {waiting_.data(), waiting_.size() + 1};
  }
}

// True where the packet is for the tracker.
inline bool FrameIntake::takes_packet(const DecodedFrames::Frame& frame, FlowPacket& packet) {
  if (options_.verify_checksums) checksum_senders_.add(packet.headers);
  if (is_flow(frame.bucket)) [[likely]]
    return true;
  const FrameShare share{frame.interface_id, 1};
  if (frame.bucket == FrameBucket::kFragment) {
    flush();
    add_fragment(packet.headers, packet.timestamp_ns, packet.frame_number, packet.original_length,
                 {&share, 1});
    take_datagrams();
    return false;
  }
  if (frame.bucket != FrameBucket::kIcmpError || note_icmp_error(packet.headers)) return false;
  move_frames({&share, 1}, FrameBucket::kIcmpError, FrameBucket::kIcmpFlow);
  return true;
}

void FrameIntake::move_frames(std::span<const FrameShare> frames, FrameBucket from,
                              FrameBucket to) {
  for (const FrameShare& share : frames) {
    by_interface_[share.interface_id].move(from, to, share.frames);
  }
}

// An error is about a packet that came before it, which may still wait for the tracker. One about
// a conversation that is not known is what its sender has to say by itself: false, and `headers`
// are those of a message then.
bool FrameIntake::note_icmp_error(Decoded& headers) {
  Decoded quoted;
  if (decode_quoted(headers, quoted)) {
    quoted.tunnels = headers.tunnels;
    flush();
    if (tracker_.note_icmp_error(quoted, icmp_error_kind(headers), icmp_error_mtu(headers))) {
      return true;
    }
  }
  headers.icmp_exchange = static_cast<std::uint16_t>(headers.icmp_type + 1);
  headers.payload_captured = 0;  // nobody looks at it
  return false;
}

void FrameIntake::add_interfaces(std::uint32_t last) {
  interface_count_ = std::size_t{last} + 1;
  by_interface_.resize(interface_count_);
}

Accounting FrameIntake::accounting() const {
  Accounting sum;
  for (const Accounting& interface : by_interface_) sum.add(interface);
  return sum;
}

void FrameIntake::advance_clock(std::int64_t now_ns) {
  const std::int64_t steady_ns = clock_.steady_ns_of_clock(now_ns);
  expire_fragments(steady_ns);
  tracker_.advance_clock(steady_ns);
}

void FrameIntake::finish() {
  fragments_.give_up_all(datagrams_);
  take_datagrams();
}

void FrameIntake::expire_fragments(std::int64_t now_ns) {
  fragments_.expire(now_ns, datagrams_);
  take_datagrams();
}

// A first fragment that is refused stands for its conversation by itself.
void FrameIntake::add_fragment(const Decoded& headers, std::int64_t timestamp_ns,
                               std::uint64_t frame_number, std::uint32_t original_length,
                               std::span<const FrameShare> frames) {
  if (!is_ip_fragment(headers)) return;
  if (fragments_.add({headers, timestamp_ns, frame_number, original_length, frames}, datagrams_)) {
    return;
  }
  const std::uint8_t* payload = headers.payload;
  datagrams_.push_back({.headers = headers,
                        .bytes = {payload, payload + headers.payload_captured},
                        .frames = {frames.begin(), frames.end()},
                        .timestamp_ns = timestamp_ns,
                        .frame_number = frame_number,
                        .original_length = original_length,
                        .has_first = headers.fragment_offset == 0});
  datagrams_.back().headers.payload = datagrams_.back().bytes.data();
}

// A datagram may carry a fragment of another one, which may become whole by it: more of them, but
// smaller ones each time.
void FrameIntake::take_datagrams() {
  for (std::size_t i = 0; i < datagrams_.size(); ++i) {  // NOLINT(modernize-loop-convert): grows
    const Datagram datagram = std::move(datagrams_[i]);
    if (datagram.has_first) take_datagram(datagram);
  }
  datagrams_.clear();
}

// Its frames were counted as fragments when they came.
void FrameIntake::take_datagram(const Datagram& datagram) {
  Decoded& headers = datagram_packet_.headers;
  DecodeOptions options = options_;
  const auto decode = [&] {
    const FrameBucket bucket =
        decode_datagram(datagram.headers, datagram.is_whole, headers, options);
    if (options.verify_checksums) checksum_senders_.add(headers);
    return bucket;
  };
  const FrameBucket bucket = decode();
  const Decoded inside = headers;
  for (std::uint32_t i = datagram.headers.tunnels.count; i < inside.tunnels.count; ++i) {
    if ((inside.tunnels_in_udp >> i & 1) == 0) continue;
    options.max_tunnels = i;
    decode();
    add_datagram(datagram, i + 1);
  }
  headers = inside;
  if (bucket == FrameBucket::kFragment) {
    if (!datagram.is_whole) return;  // it began with a fragment of a fragment
    add_fragment(headers, datagram.timestamp_ns, datagram.frame_number, datagram.original_length,
                 datagram.frames);
    return;
  }
  const bool is_untied = bucket == FrameBucket::kIcmpError && !note_icmp_error(headers);
  const FrameBucket final_bucket = is_untied ? FrameBucket::kIcmpFlow : bucket;
  move_frames(datagram.frames, FrameBucket::kFragment, final_bucket);
  if (is_flow(final_bucket)) add_datagram(datagram, 0);
}

// Its headers are there already.
void FrameIntake::add_datagram(const Datagram& datagram, std::uint32_t carries) {
  datagram_packet_.timestamp_ns = datagram.timestamp_ns;
  datagram_packet_.frame_number = datagram.frame_number;
  datagram_packet_.carries = carries;
  datagram_packet_.original_length = datagram.original_length;
  datagram_packet_.frames = 0;
  for (const FrameShare& share : datagram.frames) datagram_packet_.frames += share.frames;
  flush();
  tracker_.add({&datagram_packet_, 1});
}

}  // namespace flowsnoop
