#include "savefile_image.h"

#include <cstring>
#include <initializer_list>
#include <utility>

namespace flowsnoop::bench {
namespace {

constexpr std::size_t kPcapRecordHeader = 16;
constexpr std::size_t kEnhancedPacketHeader = 28;  // draft-ietf-opsawg-pcapng section 4.3
constexpr std::uint32_t kSnaplen = 262'144;
constexpr std::uint32_t kEthernet = 1;

std::uint8_t* put(std::uint8_t* at, std::initializer_list<std::uint32_t> words) {
  for (const std::uint32_t word : words) {
    std::memcpy(at, &word, sizeof word);
    at += sizeof word;
  }
  return at;
}

void add_words(std::vector<std::uint8_t>& out, std::initializer_list<std::uint32_t> words) {
  const std::size_t size = out.size();
  out.resize(size + words.size() * 4);
  put(out.data() + size, words);
}

}  // namespace

SavefileImage::SavefileImage(SavefileFormat format, std::uint32_t packet_gap_us)
    : format_(format), packet_gap_us_(packet_gap_us) {
  if (format == SavefileFormat::kPcap) {
    add_words(buffer_, {0xa1b2c3d4, 0x00040002, 0, 0, kSnaplen, kEthernet});
    return;
  }
  constexpr std::uint32_t kUnknownLength = 0xffffffff;
  add_words(buffer_, {0x0a0d0d0a, 28, 0x1a2b3c4d, 0x00000001, kUnknownLength, kUnknownLength, 28});
  add_words(buffer_, {1, 20, kEthernet, kSnaplen, 20});
}

void SavefileImage::add(Traffic& traffic) {
  const std::size_t header =
      format_ == SavefileFormat::kPcap ? kPcapRecordHeader : kEnhancedPacketHeader;
  const std::size_t begin = buffer_.size();
  buffer_.resize(begin + header + kMaxFrame + 8);
  std::uint8_t* const at = buffer_.data() + begin;
  const auto length = static_cast<std::uint32_t>(traffic.next(at + header));
  std::size_t size = header + length;
  if (format_ == SavefileFormat::kPcap) {
    put(at, {static_cast<std::uint32_t>(time_us_ / 1'000'000),
             static_cast<std::uint32_t>(time_us_ % 1'000'000), length, length});
  } else {
    while (size % 4 != 0) at[size++] = 0;
    const auto block = static_cast<std::uint32_t>(size + 4);
    put(at, {6, block, 0, static_cast<std::uint32_t>(time_us_ >> 32),
             static_cast<std::uint32_t>(time_us_), length, length});
    put(at + size, {block});
    size += 4;
  }
  buffer_.resize(begin + size);
  time_us_ += packet_gap_us_;
}

std::vector<std::uint8_t> make_savefile(const TrafficKind& kind, std::uint32_t flows,
                                        std::uint64_t seed, std::uint64_t packets,
                                        SavefileFormat format) {
  const auto traffic = kind.make(flows, seed);
  SavefileImage image(format, kind.packet_gap_us);
  for (std::uint64_t i = 0; i < packets; ++i) image.add(*traffic);
  return std::move(image.buffer());
}

}  // namespace flowsnoop::bench
