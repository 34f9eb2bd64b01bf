// Keeps the conversations on a thread of its own, while the caller's thread reads and decodes what
// comes next.
//
// Packets are copied into one of a few blocks, because their source gives their bytes up. A block
// is filled by the one thread, then taken by the other, in order: what comes out is the same as
// with one thread. Records come back by a relay: the caller's thread passes them on when the other
// one has enough to do. Used by the thread that made it; after drain(), and before the next packet,
// that thread may use the intake and all that is behind it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <thread>

#include "engine/decoded_frames.h"
#include "engine/frame_intake.h"
#include "engine/record_relay.h"
#include "threads/doorbell.h"

namespace flowsnoop {

class DecodeAhead {
 public:
  // What is borrowed outlives this; the bell is the relay's too. Throws std::system_error where no
  // thread can be had.
  DecodeAhead(const DecodeOptions& options, FrameIntake& intake, RecordRelay& relay,
              Doorbell& bell);
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  // Takes packets in the order of the capture; their bytes are not needed after the call. All three
  // throw what taking packets or passing records on threw, from then on always.
  void add(std::span<const Packet> packets);

  // Takes a frame that is only counted.
  void count(const Packet& packet, FrameBucket bucket);

  // Returns when all has been taken, and the records have been passed on.
  void drain();

 private:
  static constexpr std::uint32_t kBlocks = 16;
  static constexpr std::size_t kBlockFrames = 4;  // of DecodedFrames::kCapacity
  // Of the packets in a block. One that needs more is taken by the caller's thread.
  static constexpr std::size_t kBlockBytes = std::size_t{128} << 10;

  struct Block {
    std::array<DecodedFrames, kBlockFrames> frames;
    std::size_t used = 0;  // of `frames`; 0: there is nothing more, and the thread ends
    std::unique_ptr<std::uint8_t[]> bytes =
        std::make_unique_for_overwrite<std::uint8_t[]>(kBlockBytes);
    std::size_t bytes_used = 0;
  };

  void take_large(const Packet& packet);
  DecodedFrames& room_for(std::size_t bytes);
  void hand_over();
  template <typename Condition>
  void pass_on_until(Condition is_met);
  std::uint32_t waiting() const;
  void rethrow_failure();
  void run();
  void take(Block& block);
  std::uint32_t wait_for_block(std::uint32_t taken);

  const DecodeOptions options_;
  FrameIntake& intake_;
  RecordRelay& relay_;
  Doorbell& bell_;  // of the caller's thread
  // Block i is blocks_[i % kBlocks]. It is the caller's until it counts as filled, and the thread's
  // until it counts as emptied.
  std::unique_ptr<std::array<Block, kBlocks>> blocks_;
  Block* block_;  // that is filled now
  std::atomic<std::uint32_t> filled_ = 0;
  std::atomic<std::uint32_t> emptied_ = 0;
  std::atomic<bool> is_starving_ = false;  // the thread waits for a block
  std::atomic<bool> has_failed_ = false;
  std::exception_ptr failure_;  // of the thread; set before has_failed_ is
  std::thread thread_;          // last: it uses all the others
};

}  // namespace flowsnoop
