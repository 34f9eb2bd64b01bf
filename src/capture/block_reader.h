// Reads a byte stream in large blocks into one reused buffer and shows what is there, in place.
//
// data() and everything that points into it are valid until the next fill(). Nothing is copied
// per record: fill() moves only the unread tail to the front of the buffer. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "capture/byte_stream.h"

namespace flowsnoop {

class BlockReader {
 public:
  // Large enough that the system calls do not count, small enough to stay in the processor's cache
  // between being read and being parsed.
  static constexpr std::size_t kDefaultBlockSize = 256 * 1024;
  // The largest view that may be asked for.
  static constexpr std::size_t kMaxView = 32 * 1024 * 1024;

  explicit BlockReader(std::unique_ptr<ByteStream> stream,
                       std::size_t block_size = kDefaultBlockSize);

  // The bytes read and not yet consumed.
  const std::uint8_t* data() const { return buffer_.get() + begin_; }
  std::size_t available() const { return end_ - begin_; }
  std::span<const std::uint8_t> view() const { return {data(), available()}; }

  // The place of data() in the stream.
  std::uint64_t offset() const { return offset_; }

  // Gives up the first `size` bytes, at most available(). Views of them stay valid until fill().
  void consume(std::size_t size) {
    begin_ += size;
    offset_ += size;
  }

  // Reads until at least `wanted` bytes are available, at most kMaxView. Anything but kData says
  // why there are fewer; those that are there can be used all the same. The buffer grows as the
  // bytes arrive, so that a length that lies costs no memory.
  StreamStatus fill(std::size_t wanted);

  ByteStream& stream() { return *stream_; }
  const ByteStream& stream() const { return *stream_; }

 private:
  void make_room();

  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<std::uint8_t[]> buffer_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace flowsnoop
