// Compressed bytes for tests. Only for builds that can decompress.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include "capture/compression.h"
#include "capture_support.h"

namespace flowsnoop {

inline constexpr Compression kCompressions[] = {Compression::kGzip, Compression::kZstd,
                                                Compression::kLz4, Compression::kXz,
                                                Compression::kBzip2};

inline Bytes compress(const Bytes& bytes, Compression compression) {
  static constexpr int kFilters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_LZ4,
                                     ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2};
  // libarchive's writer crashes on this one; these bytes are what lz4 1.9.4 writes.
  if (bytes.empty() && compression == Compression::kLz4) {
    return {4, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7, 0, 0, 0, 0, 5, 0x5d, 0xcc, 2};
  }
  Bytes out(bytes.size() + 1024 * 1024);
  std::size_t size = 0;
  archive* const writer = archive_write_new();
  archive_entry* const entry = archive_entry_new();
  archive_write_set_format_raw(writer);
  archive_write_add_filter(writer, kFilters[static_cast<std::size_t>(compression)]);
  archive_write_set_bytes_per_block(writer, 0);
  EXPECT_EQ(archive_write_open_memory(writer, out.data(), out.size(), &size), ARCHIVE_OK);
  archive_entry_set_filetype(entry, AE_IFREG);
  EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
  EXPECT_EQ(archive_write_data(writer, bytes.data(), bytes.size()),
            static_cast<la_ssize_t>(bytes.size()));
  EXPECT_EQ(archive_write_close(writer), ARCHIVE_OK);
  archive_entry_free(entry);
  archive_write_free(writer);
  out.resize(size);
  return out;
}

// `size` bytes that do not compress well: half of their bits are random.
inline Bytes noise(std::size_t size) {
  Bytes bytes(size);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 28);
  }
  return bytes;
}

inline std::unique_ptr<ByteStream> decompressor(Bytes compressed, Compression compression,
                                                std::size_t chunk = SIZE_MAX,
                                                StreamStatus at_end = StreamStatus::kEnd) {
  return decompress(
      BlockReader(std::make_unique<MemoryStream>(std::move(compressed), chunk, at_end)),
      compression);
}

struct Drained {
  Bytes bytes;
  StreamStatus end = StreamStatus::kData;
};

// Reads a stream to its end, `chunk` bytes at a time.
inline Drained drain(ByteStream& stream, std::size_t chunk = 100'000) {
  Drained all;
  Bytes part(chunk);
  for (;;) {
    const StreamRead read = stream.read(part);
    if (read.status != StreamStatus::kData) {
      all.end = read.status;
      return all;
    }
    const auto end = part.begin() + static_cast<std::ptrdiff_t>(read.size);
    all.bytes.insert(all.bytes.end(), part.begin(), end);
  }
}

inline Bytes first_bytes(const Bytes& bytes, std::size_t size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace flowsnoop
