// Takes decoded frames in the order of the capture: counts every one, puts IP fragments together,
// notes ICMP errors in the conversations that they are about, and hands packets to the tracker.
//
// Used by one thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/fragments.h"
#include "engine/checksum_senders.h"
#include "engine/clock_steps.h"
#include "engine/decoded_frames.h"
#include "flow/flow_tracker.h"
#include "flowsnoop/accounting.h"

namespace flowsnoop {

class FrameIntake {
 public:
  // `clock` and `tracker` are borrowed and outlive the intake.
  FrameIntake(const DecodeOptions& options, HashKey hash_key, ClockSteps& clock,
              FlowTracker& tracker)
      : options_(options), clock_(clock), tracker_(tracker), checksum_senders_(hash_key) {}

  // What `frames` holds is of no meaning after the call.
  void take(DecodedFrames& frames);

  void count(std::uint32_t interface_id, FrameBucket bucket, std::uint64_t frames = 1) {
    if (interface_id >= interface_count_) [[unlikely]]
      add_interfaces(interface_id);
    by_interface_[interface_id].add(bucket, frames);
  }

  // Tells the time when no frame did.
  void advance_clock(std::int64_t now_ns);

  // No more frames will come: what was held goes on.
  void finish();

  Accounting accounting() const;
  std::span<const Accounting> by_interface() const { return by_interface_; }
  const ChecksumSenders& checksum_senders() const { return checksum_senders_; }
  const FragmentCounts& fragment_counts() const { return fragments_.counts(); }

 private:
  void take_plain(DecodedFrames& frames);
  bool have_steady_times(std::span<const FlowPacket> packets, std::uint32_t interface_id);
  void add_interfaces(std::uint32_t last);
  bool takes_packet(const DecodedFrames::Frame& frame, FlowPacket& packet);
  bool note_icmp_error(Decoded& headers);
  void expire_fragments(std::int64_t now_ns);
  void add_fragment(const Decoded& headers, std::int64_t timestamp_ns, std::uint64_t frame_number,
                    std::uint32_t original_length, std::span<const FrameShare> frames);
  void take_datagrams();
  void take_datagram(const Datagram& datagram);
  void add_datagram(const Datagram& datagram, std::uint32_t carries);
  void move_frames(std::span<const FrameShare> frames, FrameBucket from, FrameBucket to);

  std::int64_t steady_ns(std::int64_t time_ns, std::uint32_t interface_id);

  // Gives the tracker what waits for it.
  void flush() {
    tracker_.add(waiting_);
    waiting_ = {waiting_.data() + waiting_.size(), std::size_t{0}};
  }

  const DecodeOptions options_;
  ClockSteps& clock_;
  FlowTracker& tracker_;
  std::vector<Accounting> by_interface_;
  std::size_t interface_count_ = 0;  // by_interface_.size(), which takes a division
  ChecksumSenders checksum_senders_;
  FragmentReassembler fragments_;
  std::vector<Datagram> datagrams_;      // reused
  std::span<const FlowPacket> waiting_;  // packets of the frames that are taken, side by side
  FlowPacket datagram_packet_;           // of the datagram that is taken
};

}  // namespace flowsnoop
