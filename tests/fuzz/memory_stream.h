// A capture in memory, as the readers see one. Used by one thread.
#pragma once

#include <algorithm>
#include <utility>

#include "capture/byte_stream.h"
#include "fuzz_input.h"

namespace flowsnoop::fuzz {

// Gives at most `chunk` bytes at a time. Borrows the bytes.
class MemoryStream final : public ByteStream {
 public:
  explicit MemoryStream(ByteView bytes, std::size_t chunk = SIZE_MAX)
      : bytes_(bytes), chunk_(chunk) {}

  StreamRead read(std::span<std::uint8_t> out) override {
    const std::size_t size = std::min({out.size(), chunk_, bytes_.size()});
    if (size == 0) return {StreamStatus::kEnd};
    std::copy_n(bytes_.begin(), size, out.begin());
    bytes_ = bytes_.subspan(size);
    return {StreamStatus::kData, size};
  }

 private:
  ByteView bytes_;
  std::size_t chunk_;
};

}  // namespace flowsnoop::fuzz
