#include "block_mutator.h"

#include <random>

#include "fuzz_input.h"

// libFuzzer's, or the one of replay.cpp.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace flowsnoop::fuzz {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kMagic = 0x1a2b3c4d;
constexpr std::size_t kLeastBlock = 12;  // type, length, length again

// A block without its lengths.
struct Block {
  std::uint32_t type = 0;
  bool big_endian = false;
  Bytes body;
};

std::uint32_t load32(const std::uint8_t* at, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | at[big_endian ? i : 3 - i];
  return value;
}

void put32(Bytes& out, std::size_t value, bool big_endian) {
  for (unsigned i = 0; i < 4; ++i) {
    out.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? 3 - i : i)));
  }
}

// The blocks that are whole, from the first one on.
std::vector<Block> parse(ByteView bytes) {
  std::vector<Block> blocks;
  bool big_endian = false;
  while (bytes.size() >= kLeastBlock) {
    if (load32(bytes.data(), false) == kSectionHeader) {
      big_endian = load32(bytes.data() + 8, true) == kMagic;
    }
    const std::size_t size = load32(bytes.data() + 4, big_endian);
    if (size < kLeastBlock || size > bytes.size()) break;
    const ByteView body = bytes.subspan(8, size - kLeastBlock);
    blocks.push_back({load32(bytes.data(), big_endian), big_endian, {body.begin(), body.end()}});
    bytes = bytes.subspan(size);
  }
  return blocks;
}

Bytes write(const std::vector<Block>& blocks) {
  Bytes out;
  for (const Block& block : blocks) {
    const std::size_t padded = (block.body.size() + 3) / 4 * 4;
    put32(out, block.type, block.big_endian);
    put32(out, kLeastBlock + padded, block.big_endian);
    out.insert(out.end(), block.body.begin(), block.body.end());
    out.resize(out.size() + padded - block.body.size());
    put32(out, kLeastBlock + padded, block.big_endian);
  }
  return out;
}

void change(std::vector<Block>& blocks, std::minstd_rand& random) {
  constexpr std::size_t kGrowth = 64;
  const std::size_t at = random() % blocks.size();
  const auto place = blocks.begin() + static_cast<std::ptrdiff_t>(at);
  switch (random() % 8) {
    case 0:
      blocks.insert(place, Block(*place));
      return;
    case 1:
      blocks.erase(place);
      return;
    case 2:
      std::swap(*place, blocks[random() % blocks.size()]);
      return;
    case 3: {
      constexpr std::uint32_t kTypes[] = {1, 2, 3, 4, 5, 6, 9, 10, 0xbad, kSectionHeader};
      place->type = kTypes[random() % std::size(kTypes)];
      return;
    }
    default: {
      const std::size_t size = place->body.size();
      place->body.resize(size + kGrowth);
      place->body.resize(LLVMFuzzerMutate(place->body.data(), size, place->body.size()));
    }
  }
}

}  // namespace

std::size_t mutate_blocks(std::uint8_t* data, std::size_t size, std::size_t max_size,
                          unsigned seed) {
  std::minstd_rand random(seed);
  constexpr unsigned kByteByByte = 8;  // one in so many
  std::vector<Block> blocks = parse({data, size});
  const bool is_pcapng = !blocks.empty() && blocks[0].type == kSectionHeader;
  if (!is_pcapng || random() % kByteByByte == 0) return LLVMFuzzerMutate(data, size, max_size);
  change(blocks, random);
  const Bytes changed = write(blocks);
  if (changed.empty() || changed.size() > max_size) return size;
  std::copy(changed.begin(), changed.end(), data);
  return changed.size();
}

}  // namespace flowsnoop::fuzz
