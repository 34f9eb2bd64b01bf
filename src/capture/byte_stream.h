// Bytes in order, from a file, a pipe or a decompressor: what a BlockReader reads.
//
// A stream is used by one thread, except for interrupt().
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// How a read went. End, error and interruption are three things.
enum class StreamStatus : std::uint8_t {
  kData,         // there are bytes
  kEnd,          // no more bytes will come
  kError,        // reading failed, see error()
  kInterrupted,  // interrupt() was called
};

struct StreamRead {
  StreamStatus status = StreamStatus::kEnd;
  std::size_t size = 0;  // bytes written to `out`, above 0 for kData only
};

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Waits until there is at least one byte, and writes at most out.size() of them, which is not 0.
  // A pipe gives what it has, which may be less than asked for.
  virtual StreamRead read(std::span<std::uint8_t> out) = 0;

  // What failed, as a phrase, after kError.
  virtual std::string error() const { return {}; }

  // The number of bytes the whole stream has; 0: unknown.
  virtual std::uint64_t total_bytes() const { return 0; }

  // How far the input has come once `bytes_given` bytes of the stream were taken: for a
  // decompressor in bytes of the compressed input.
  virtual ReadProgress input_progress(std::uint64_t bytes_given) const {
    return {bytes_given, total_bytes()};
  }

  // Makes this and every later read() return kInterrupted soon. Safe from a signal handler.
  virtual void interrupt() {}
};

// A file descriptor: file, pipe, device or socket.
class FileStream : public ByteStream {
 public:
  // Takes `descriptor` over, and closes it at the end unless it is standard input.
  explicit FileStream(int descriptor);
  ~FileStream() override;
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  StreamRead read(std::span<std::uint8_t> out) override;
  std::string error() const override;
  std::uint64_t total_bytes() const override { return total_bytes_; }
  void interrupt() override { interrupted_.store(true, std::memory_order_relaxed); }

 private:
  bool wait_for_data();

  int descriptor_;
  int error_ = 0;
  bool may_block_ = true;
  std::uint64_t total_bytes_ = 0;
  std::atomic<bool> interrupted_ = false;
  static_assert(std::atomic<bool>::is_always_lock_free);  // for interrupt() in signal handlers
};

// Opens a file, "-" for standard input. Throws CaptureError: missing, no permission, a directory,
// a terminal.
std::unique_ptr<ByteStream> open_file_stream(const std::string& path);

}  // namespace flowsnoop
