// What zstd, lz4, xz or bzip2 input decompresses to, through libarchive: its filters alone, none of
// its archive formats.
//
// Used by one thread, except for interrupt(). libarchive gives decompressed bytes in pieces (64 KiB
// of xz and bzip2, a block of zstd and lz4): where the input is cut short, what there is of the
// last piece is lost.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "capture/block_reader.h"
#include "capture/compression.h"

struct archive;

namespace flowsnoop {

class ArchiveStream final : public ByteStream {
 public:
  // `compressed` is at the first byte of the compressed data. Throws std::bad_alloc.
  ArchiveStream(BlockReader compressed, Compression compression);
  ~ArchiveStream() override;
  ArchiveStream(const ArchiveStream&) = delete;
  ArchiveStream& operator=(const ArchiveStream&) = delete;

  StreamRead read(std::span<std::uint8_t> out) override;
  std::string error() const override { return error_; }
  ReadProgress input_progress(std::uint64_t bytes_given) const override;
  void interrupt() override { compressed_.stream().interrupt(); }

 private:
  static ssize_t give_input(archive* self, void* stream, const void** input);
  StreamStatus open();
  StreamStatus next_piece();
  StreamStatus fail();

  BlockReader compressed_;
  Compression compression_;
  struct Closer {
    void operator()(archive* handle) const;
  };
  std::unique_ptr<archive, Closer> archive_;
  StreamStatus input_status_ = StreamStatus::kData;  // of the last reading from `compressed_`
  StreamStatus status_ = StreamStatus::kData;        // once it is not kData, that is the end
  bool opened_ = false;
  std::span<const std::uint8_t> piece_;  // decompressed and not yet given
  std::string error_;
};

}  // namespace flowsnoop
