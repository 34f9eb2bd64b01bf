// What gzip input decompresses to (RFC 1952), byte for byte as far as there is any.
//
// Used by one thread, except for interrupt().
#pragma once

#include <zlib.h>

#include <cstdint>
#include <span>
#include <string>

#include "capture/block_reader.h"

namespace flowsnoop {

class GzipStream final : public ByteStream {
 public:
  // `compressed` is at the first byte of a gzip member. Throws std::bad_alloc.
  explicit GzipStream(BlockReader compressed);
  ~GzipStream() override;
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  StreamRead read(std::span<std::uint8_t> out) override;
  std::string error() const override { return error_; }
  ReadProgress input_progress(std::uint64_t bytes_given) const override;
  void interrupt() override { compressed_.stream().interrupt(); }

 private:
  // What is to be done with the input next.
  enum class State : std::uint8_t { kInMember, kBetweenMembers, kEnded, kFailed };

  StreamStatus take_input();
  void find_next_member();
  std::size_t inflate_into(std::span<std::uint8_t> out);
  void fail(std::string error);

  BlockReader compressed_;
  z_stream zlib_{};
  State state_ = State::kInMember;
  std::string error_;
};

}  // namespace flowsnoop
