// Compressed savefiles: recognised by how they begin, never by name, and read through streams that
// decompress as they are read. Nothing is ever decompressed as a whole.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "capture/block_reader.h"
#include "capture/byte_stream.h"

namespace flowsnoop {

enum class Compression : std::uint8_t { kGzip, kZstd, kLz4, kXz, kBzip2 };

// "gzip", "zstd"...
std::string_view to_string(Compression compression);

// What the bytes that begin with `start` are compressed with; nothing where they are not. 10 bytes
// are enough.
std::optional<Compression> recognise_compression(std::span<const std::uint8_t> start);

// False where flowsnoop was built without libarchive and zlib.
bool can_decompress();

// A stream of what the rest of `compressed` decompresses to. A compressed input that is cut short
// or damaged ends in StreamStatus::kError after all that could be decompressed. Call only where
// can_decompress().
std::unique_ptr<ByteStream> decompress(BlockReader compressed, Compression compression);

}  // namespace flowsnoop
