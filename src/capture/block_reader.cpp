#include "capture/block_reader.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace flowsnoop {

BlockReader::BlockReader(std::unique_ptr<ByteStream> stream, std::size_t block_size)
    : stream_(std::move(stream)),
      buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(block_size)),
      capacity_(block_size) {}

// Moves the unread bytes to the front, into a buffer twice as large where they fill this one.
void BlockReader::make_room() {
  const std::size_t tail = available();
  if (tail == capacity_) {
    auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(2 * capacity_);
    std::memcpy(larger.get(), data(), tail);
    buffer_ = std::move(larger);
    capacity_ *= 2;
  } else if (begin_ != 0) {
    std::memmove(buffer_.get(), data(), tail);
  }
  begin_ = 0;
  end_ = tail;
}

StreamStatus BlockReader::fill(std::size_t wanted) {
  assert(wanted <= kMaxView);
  // Whoever needs more than is there gets a whole block of room, not what is left of this one.
  if (available() < wanted) make_room();
  while (available() < wanted) {
    if (end_ == capacity_) make_room();
    const StreamRead read = stream_->read({buffer_.get() + end_, capacity_ - end_});
    if (read.status != StreamStatus::kData) return read.status;
    end_ += read.size;
  }
  return StreamStatus::kData;
}

}  // namespace flowsnoop
