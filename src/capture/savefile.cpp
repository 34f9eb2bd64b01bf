#include "capture/savefile.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <span>
#include <string_view>
#include <utility>

#include "capture/byte_order.h"
#include "capture/compression.h"
#include "capture/pcap_file.h"
#include "capture/pcapng_file.h"
#include "capture/read_ahead_stream.h"

namespace flowsnoop {
namespace {

using namespace std::string_view_literals;

// What is enough to tell the formats apart.
constexpr std::size_t kRecogniseSize = 12;

// A bound on captures that were compressed and then compressed again.
constexpr int kMaxCompressionLayers = 4;

// How files begin that people take for a capture.
struct Signature {
  std::string_view bytes;
  std::string_view what;
};
constexpr Signature kSignatures[] = {
    {"PK\x03\x04"sv, "it is a zip archive: unpack it first (unzip)"},
    {"snoop\x00\x00\x00"sv, "it is a snoop capture: convert it first (editcap -F pcapng)"},
    {"GMBU"sv, "it is a Network Monitor capture: convert it first (editcap -F pcapng)"},
    {"RTSS"sv, "it is a Network Monitor capture: convert it first (editcap -F pcapng)"},
    {"btsnoop\x00"sv, "it is a Bluetooth btsnoop log: convert it first (editcap -F pcapng)"},
    {"version https://git-lfs"sv, "it is a Git LFS pointer: fetch the file (git lfs pull)"},
};

std::string describe_start(std::span<const std::uint8_t> start) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  for (const Signature& signature : kSignatures) {
    if (text.starts_with(signature.bytes)) return std::string(signature.what);
  }
  const std::string_view first = text.substr(0, kRecogniseSize);
  if (std::ranges::all_of(first, [](unsigned char c) { return c >= ' ' && c < 0x7f; })) {
    return fmt::format("it begins with the text \"{}\"", first);
  }
  return fmt::format("it begins with the bytes {:02x}", fmt::join(start.first(first.size()), " "));
}

bool is_pcapng(std::span<const std::uint8_t> start) {
  if (start.size() < pcapng::kMinBlockSize) return false;
  if (load32(start.data(), false) != pcapng::kSectionHeader) return false;
  const std::uint32_t magic = load32(start.data() + pcapng::kBlockHeaderSize, false);
  return magic == pcapng::kByteOrderMagic || magic == __builtin_bswap32(pcapng::kByteOrderMagic);
}

// Puts decompressors in front of `reader`, one for each layer of compression. Returns whether there
// was any.
bool decompress_all(BlockReader& reader, const std::string& name, const SavefileOptions& options) {
  int layers = 0;
  while (const auto compression = recognise_compression(reader.view())) {
    if (!can_decompress()) {
      throw CaptureError(fmt::format(
          "{}: it is {}-compressed, and this flowsnoop was built without decompression: "
          "decompress it first",
          name, to_string(*compression)));
    }
    if (++layers > kMaxCompressionLayers) {
      throw CaptureError(
          fmt::format("{}: compressed more than {} times over", name, kMaxCompressionLayers));
    }
    std::unique_ptr<ByteStream> stream = decompress(std::move(reader), *compression);
    if (options.read_ahead) stream = std::make_unique<ReadAheadStream>(std::move(stream));
    reader = BlockReader(std::move(stream), options.block_size);
    reader.fill(kRecogniseSize);
  }
  return layers > 0;
}

}  // namespace

std::unique_ptr<PacketSource> open_savefile(std::unique_ptr<ByteStream> stream,
                                            const std::string& name,
                                            const SavefileOptions& options) {
  BlockReader reader(std::move(stream), options.block_size);
  if (reader.fill(kRecogniseSize) == StreamStatus::kError) {
    throw CaptureError(fmt::format("{}: {}", name, reader.stream().error()));
  }
  const bool compressed = decompress_all(reader, name, options);
  const std::span<const std::uint8_t> start = reader.view();
  if (start.empty()) {
    // Damaged before anything could be decompressed: a capture, whose every packet is lost.
    if (compressed && !reader.stream().error().empty()) {
      return std::make_unique<PcapngFile>(name, std::move(reader));
    }
    throw CaptureError(fmt::format("{}: is empty (0 bytes{}): not a capture", name,
                                   compressed ? " when decompressed" : ""));
  }
  if (start.size() >= PcapFormat::kMagicSize) {
    if (const auto format = recognise_pcap(start.data())) {
      return std::make_unique<PcapFile>(name, std::move(reader), *format);
    }
  }
  if (is_pcapng(start)) return std::make_unique<PcapngFile>(name, std::move(reader));
  throw CaptureError(fmt::format("{}: {}not a pcap or pcapng capture: {}", name,
                                 compressed ? "when decompressed, " : "", describe_start(start)));
}

std::unique_ptr<PacketSource> open_savefile(const std::string& path,
                                            const SavefileOptions& options) {
  return open_savefile(open_file_stream(path), path, options);
}

std::unique_ptr<PacketSource> open_savefile(const std::string& path) {
  return open_savefile(path, SavefileOptions{});
}

}  // namespace flowsnoop
