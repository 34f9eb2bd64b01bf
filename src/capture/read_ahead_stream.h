// Reads another stream on a thread of its own, a few blocks ahead: decompression and analysis go on
// at the same time.
//
// The inner stream belongs to that thread, but for interrupt(). All else is for one thread, as with
// every ByteStream. The thread takes no signals; it ends, soon, with the stream.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "capture/byte_stream.h"

namespace flowsnoop {

class ReadAheadStream final : public ByteStream {
 public:
  static constexpr std::size_t kBlocks = 4;
  static constexpr std::size_t kDefaultBlockSize = 256 * 1024;

  explicit ReadAheadStream(std::unique_ptr<ByteStream> inner,
                           std::size_t block_size = kDefaultBlockSize);
  ~ReadAheadStream() override;
  ReadAheadStream(const ReadAheadStream&) = delete;
  ReadAheadStream& operator=(const ReadAheadStream&) = delete;

  StreamRead read(std::span<std::uint8_t> out) override;
  std::string error() const override { return error_; }
  std::uint64_t total_bytes() const override { return total_bytes_; }
  // As far as the block has come that was last taken from.
  ReadProgress input_progress(std::uint64_t bytes_given) const override;
  void interrupt() override;

 private:
  // What one read of the inner stream gave.
  struct Block {
    std::unique_ptr<std::uint8_t[]> bytes;
    StreamRead read;
    ReadProgress progress;
    std::string error;
  };

  void run();
  bool wait_for_room();
  const Block& wait_for_block();

  const std::unique_ptr<ByteStream> inner_;
  const std::size_t block_size_;
  const std::uint64_t total_bytes_;
  // The reader's alone.
  std::size_t taken_ = 0;  // bytes of the first filled block that were given already
  ReadProgress progress_;
  std::string error_;
  std::atomic<bool> interrupted_ = false;
  // Block i of the stream is in blocks_[i % kBlocks]. It is the thread's until it counts as filled,
  // and the reader's until it counts as emptied.
  std::array<Block, kBlocks> blocks_;
  std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  std::uint64_t filled_ = 0;
  std::uint64_t emptied_ = 0;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace flowsnoop
