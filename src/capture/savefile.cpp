#include "capture/savefile.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <span>
#include <string_view>
#include <utility>

#include "capture/byte_order.h"
#include "capture/pcap_file.h"
#include "capture/pcapng_file.h"

namespace flowsnoop {
namespace {

using namespace std::string_view_literals;

// What is enough to tell the formats apart.
constexpr std::size_t kRecogniseSize = 12;

// How files begin that people take for a capture.
struct Signature {
  std::string_view bytes;
  std::string_view what;
};
constexpr Signature kSignatures[] = {
    {"\x1f\x8b"sv, "it is gzip-compressed: decompress it first (gunzip)"},
    {"\x28\xb5\x2f\xfd"sv, "it is zstd-compressed: decompress it first (unzstd)"},
    {"\xfd\x37zXZ\x00"sv, "it is xz-compressed: decompress it first (unxz)"},
    {"\x04\x22\x4d\x18"sv, "it is lz4-compressed: decompress it first (unlz4)"},
    {"BZh"sv, "it is bzip2-compressed: decompress it first (bunzip2)"},
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

}  // namespace

std::unique_ptr<PacketSource> open_savefile(std::unique_ptr<ByteStream> stream,
                                            const std::string& name, std::size_t block_size) {
  BlockReader reader(std::move(stream), block_size);
  if (reader.fill(kRecogniseSize) == StreamStatus::kError) {
    throw CaptureError(fmt::format("{}: {}", name, reader.stream().error()));
  }
  const std::span<const std::uint8_t> start = reader.view();
  if (start.empty()) {
    throw CaptureError(fmt::format("{}: is empty (0 bytes): not a capture", name));
  }
  if (start.size() >= PcapFormat::kMagicSize) {
    if (const auto format = recognise_pcap(start.data())) {
      return std::make_unique<PcapFile>(name, std::move(reader), *format);
    }
  }
  if (is_pcapng(start)) return std::make_unique<PcapngFile>(name, std::move(reader));
  throw CaptureError(
      fmt::format("{}: not a pcap or pcapng capture: {}", name, describe_start(start)));
}

std::unique_ptr<PacketSource> open_savefile(const std::string& path) {
  return open_savefile(open_file_stream(path), path);
}

}  // namespace flowsnoop
