#include "capture/compression.h"

#include <array>
#include <utility>

#ifdef FLOWSNOOP_WITH_COMPRESSION
#include "capture/compression/archive_stream.h"
#include "capture/compression/gzip_stream.h"
#endif

namespace flowsnoop {
namespace {

using namespace std::string_view_literals;

// In the order of Compression.
constexpr std::array<std::string_view, 5> kNames = {"gzip", "zstd", "lz4", "xz", "bzip2"};

struct Magic {
  std::string_view bytes;
  Compression compression;
};
constexpr Magic kMagics[] = {
    {"\x1f\x8b\x08"sv, Compression::kGzip},      // RFC 1952 section 2.3; 8 is deflate
    {"\x28\xb5\x2f\xfd"sv, Compression::kZstd},  // RFC 8878 section 3.1.1
    {"\x04\x22\x4d\x18"sv, Compression::kLz4},   // LZ4 Frame Format, version 1.6.2
    {"\x02\x21\x4c\x18"sv, Compression::kLz4},   // its legacy frame
    {"\xfd\x37zXZ\x00"sv, Compression::kXz},     // .xz File Format, section 2.1.1.1
};

// "BZh", the size of a block, and then pi: the first block; or its square root: none follows.
bool is_bzip2(std::string_view text) {
  if (text.size() < 10 || !text.starts_with("BZh") || text[3] < '1' || text[3] > '9') return false;
  const std::string_view block = text.substr(4, 6);
  return block == "\x31\x41\x59\x26\x53\x59" || block == "\x17\x72\x45\x38\x50\x90";
}

}  // namespace

std::string_view to_string(Compression compression) {
  return kNames[static_cast<std::size_t>(compression)];
}

std::optional<Compression> recognise_compression(std::span<const std::uint8_t> start) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  for (const Magic& magic : kMagics) {
    if (text.starts_with(magic.bytes)) return magic.compression;
  }
  if (is_bzip2(text)) return Compression::kBzip2;
  return std::nullopt;
}

#ifdef FLOWSNOOP_WITH_COMPRESSION

bool can_decompress() {
  return true;
}

// gzip goes through zlib itself: libarchive gives decompressed bytes in pieces of 64 KiB and drops
// the one that an input cut short ends in.
std::unique_ptr<ByteStream> decompress(BlockReader compressed, Compression compression) {
  if (compression == Compression::kGzip) {
    return std::make_unique<GzipStream>(std::move(compressed));
  }
  return std::make_unique<ArchiveStream>(std::move(compressed), compression);
}

#else

bool can_decompress() {
  return false;
}

std::unique_ptr<ByteStream> decompress(BlockReader /*compressed*/, Compression /*compression*/) {
  return nullptr;
}

#endif

}  // namespace flowsnoop
