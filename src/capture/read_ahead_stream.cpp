#include "capture/read_ahead_stream.h"

#include <algorithm>
#include <utility>

#include "sandbox/privileges.h"
#include "threads/quiet_thread.h"

namespace flowsnoop {

ReadAheadStream::ReadAheadStream(std::unique_ptr<ByteStream> inner, std::size_t block_size)
    : inner_(std::move(inner)), block_size_(block_size), total_bytes_(inner_->total_bytes()) {
  for (Block& block : blocks_) {
    block.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(block_size_);
  }
  thread_ = start_quiet_thread([this] { run(); });
}

ReadAheadStream::~ReadAheadStream() {
  interrupt();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

ReadProgress ReadAheadStream::input_progress(std::uint64_t /*bytes_given*/) const {
  return progress_;
}

// A reader that waits is woken by the thread, whose read ends.
void ReadAheadStream::interrupt() {
  interrupted_.store(true, std::memory_order_relaxed);
  inner_->interrupt();
}

// The thread: one block after the other, up to the first that is no data.
void ReadAheadStream::run() {
  (void)give_up_capabilities_but_to_change_user();  // what is decompressed may be hostile
  std::uint64_t bytes_given = 0;
  for (std::size_t at = 0; wait_for_room(); at = (at + 1) % kBlocks) {
    Block& block = blocks_[at];
    block.read = inner_->read({block.bytes.get(), block_size_});
    bytes_given += block.read.size;
    block.progress = inner_->input_progress(bytes_given);
    if (block.read.status == StreamStatus::kError) block.error = inner_->error();
    const bool is_last = block.read.status != StreamStatus::kData;
    {
      const std::lock_guard lock(mutex_);
      ++filled_;
    }
    changed_.notify_all();
    if (is_last) return;
  }
}

// Returns false when it is time to stop.
bool ReadAheadStream::wait_for_room() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || filled_ - emptied_ < kBlocks; });
  return !stopping_;
}

const ReadAheadStream::Block& ReadAheadStream::wait_for_block() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return filled_ != emptied_; });
  return blocks_[emptied_ % kBlocks];
}

// The last block, which holds no data, is never given up: later reads find it again.
StreamRead ReadAheadStream::read(std::span<std::uint8_t> out) {
  if (interrupted_.load(std::memory_order_relaxed)) return {StreamStatus::kInterrupted};
  const Block& block = wait_for_block();
  progress_ = block.progress;
  if (block.read.status != StreamStatus::kData) {
    error_ = block.error;
    return {block.read.status};
  }
  const std::size_t size = std::min(out.size(), block.read.size - taken_);
  std::copy_n(block.bytes.get() + taken_, size, out.begin());
  taken_ += size;
  if (taken_ == block.read.size) {
    taken_ = 0;
    {
      const std::lock_guard lock(mutex_);
      ++emptied_;
    }
    changed_.notify_all();
  }
  return {StreamStatus::kData, size};
}

}  // namespace flowsnoop
