#include "engine/decode_ahead.h"

#include <cstring>

#include "threads/quiet_thread.h"

namespace flowsnoop {
namespace {

// Going to sleep and being woken takes longer than a block: so often the thread looks before.
constexpr int kLooks = 64;

}  // namespace

DecodeAhead::DecodeAhead(const DecodeOptions& options, FrameIntake& intake, RecordRelay& relay,
                         Doorbell& bell)
    : options_(options),
      intake_(intake),
      relay_(relay),
      bell_(bell),
      blocks_(std::make_unique<std::array<Block, kBlocks>>()),
      block_(blocks_->data()),
      thread_(start_quiet_thread([this] { run(); })) {}

DecodeAhead::~DecodeAhead() {
  relay_.abandon();
  for (std::uint32_t rings = bell_.rings(); waiting() == kBlocks; rings = bell_.rings()) {
    bell_.wait(rings);
  }
  (*blocks_)[filled_.load(std::memory_order_relaxed) % kBlocks].used = 0;  // the thread ends
  ++filled_;
  filled_.notify_one();
  thread_.join();
}

void DecodeAhead::add(std::span<const Packet> packets) {
  rethrow_failure();
  for (const Packet& packet : packets) {
    if (packet.captured_length > kBlockBytes) [[unlikely]] {
      take_large(packet);
      continue;
    }
    DecodedFrames& frames = room_for(packet.captured_length);
    std::uint8_t* const bytes = block_->bytes.get() + block_->bytes_used;
    if (packet.captured_length != 0) std::memcpy(bytes, packet.data, packet.captured_length);
    block_->bytes_used += packet.captured_length;
    Packet copy = packet;
    copy.data = bytes;
    frames.add({&copy, 1}, options_);
  }
  // More may be long in coming, where packets come through a pipe.
  if (is_starving_.load(std::memory_order_relaxed) && block_->used != 0) hand_over();
}

void DecodeAhead::count(const Packet& packet, FrameBucket bucket) {
  rethrow_failure();
  room_for(0).count(packet, bucket);
}

// Its bytes are not copied: a few such packets in blocks would take a lot of memory.
void DecodeAhead::take_large(const Packet& packet) {
  drain();
  DecodedFrames frames;
  frames.add({&packet, 1}, options_);
  intake_.take(frames);
}

// Where the next frame goes, with room for its bytes.
DecodedFrames& DecodeAhead::room_for(std::size_t bytes) {
  const bool is_full = block_->used == kBlockFrames && block_->frames[kBlockFrames - 1].is_full();
  if (is_full || kBlockBytes - block_->bytes_used < bytes) hand_over();
  Block& block = *block_;
  if (block.used == 0 || block.frames[block.used - 1].is_full()) block.frames[block.used++].clear();
  return block.frames[block.used - 1];
}

// Where all blocks are filled, waits until half of them are empty: waiting for each would mean
// being woken for each. Records are passed on while the other thread has enough to do.
void DecodeAhead::hand_over() {
  if (!relay_.is_open()) relay_.open();
  ++filled_;
  filled_.notify_one();
  while (relay_.pass_on(waiting() > kBlocks / 2)) {
  }
  if (waiting() == kBlocks) pass_on_until([&] { return waiting() <= kBlocks / 2; });
  block_ = &(*blocks_)[filled_.load(std::memory_order_relaxed) % kBlocks];
  block_->used = block_->bytes_used = 0;
}

// Passes records on, and sleeps where there are none.
template <typename Condition>
void DecodeAhead::pass_on_until(Condition is_met) {
  for (;;) {
    const std::uint32_t rings = bell_.rings();
    if (is_met()) return;
    if (!relay_.pass_on(true)) bell_.wait(rings);
  }
}

// The blocks that are filled and not yet emptied.
std::uint32_t DecodeAhead::waiting() const {
  return filled_.load(std::memory_order_relaxed) - emptied_.load(std::memory_order_acquire);
}

void DecodeAhead::drain() {
  rethrow_failure();
  if (block_->used != 0) hand_over();
  pass_on_until([&] { return waiting() == 0; });
  rethrow_failure();
  relay_.close();
}

// Of either thread: what passing on has thrown is thrown again.
void DecodeAhead::rethrow_failure() {
  if (has_failed_.load(std::memory_order_acquire)) std::rethrow_exception(failure_);
  relay_.pass_on(false);
}

// The thread: one block after the other, in order.
void DecodeAhead::run() {
  for (std::uint32_t taken = 0;; ++taken) {
    const std::uint32_t filled = wait_for_block(taken);
    Block& block = (*blocks_)[taken % kBlocks];
    const bool is_last = block.used == 0;
    take(block);
    emptied_ = taken + 1;
    // Those that may be waited for. There may be more by now, and then nobody waits.
    const std::uint32_t left = filled - (taken + 1);
    if (left == 0 || left == kBlocks / 2) bell_.ring();
    if (is_last) return;
  }
}

// Returns how many there are, more than `taken`.
std::uint32_t DecodeAhead::wait_for_block(std::uint32_t taken) {
  std::uint32_t filled = filled_.load(std::memory_order_acquire);
  for (int i = 0; i < kLooks && filled == taken; ++i) {
    std::this_thread::yield();
    filled = filled_.load(std::memory_order_acquire);
  }
  while (filled == taken) {
    is_starving_.store(true, std::memory_order_relaxed);
    filled_.wait(taken, std::memory_order_acquire);
    is_starving_.store(false, std::memory_order_relaxed);
    filled = filled_.load(std::memory_order_acquire);
  }
  return filled;
}

// After a failure nothing more is taken.
void DecodeAhead::take(Block& block) {
  if (has_failed_.load(std::memory_order_relaxed)) return;
  try {
    for (DecodedFrames& frames : std::span(block.frames).first(block.used)) intake_.take(frames);
  } catch (...) {
    failure_ = std::current_exception();
    has_failed_.store(true, std::memory_order_release);
  }
}

}  // namespace flowsnoop
