#include "support/mmdb_image.h"

namespace flowsnoop::test {
namespace {

enum Type : std::uint8_t {
  kText = 2,
  kUint16 = 5,
  kUint32 = 6,
  kMap = 7,
  kUint64 = 9,
  kArray = 11
};

// The control bytes: three bits of type, or none and the type in another byte; five of size.
std::string control(Type type, std::size_t size) {
  constexpr std::size_t kLongSize = 29;
  const bool is_extended = type > 7;
  std::string bytes(
      1, static_cast<char>((is_extended ? 0 : type << 5) | (size < kLongSize ? size : kLongSize)));
  if (is_extended) bytes += static_cast<char>(type - 7);
  if (size >= kLongSize) bytes += static_cast<char>(size - kLongSize);
  return bytes;
}

std::string unsigned_number(Type type, std::uint64_t value, std::size_t size) {
  std::string bytes = control(type, size);
  for (std::size_t i = size; i-- > 0;) bytes += static_cast<char>(value >> 8 * i & 0xff);
  return bytes;
}

}  // namespace

std::string MmdbImage::text(std::string_view value) {
  return control(kText, value.size()) + std::string(value);
}

std::string MmdbImage::number(std::uint32_t value) {
  return unsigned_number(kUint32, value, 4);
}

std::string MmdbImage::map(const std::vector<Pair>& pairs) {
  std::string bytes = control(kMap, pairs.size());
  for (const auto& [key, value] : pairs) bytes += text(key) + value;
  return bytes;
}

void MmdbImage::add(std::string_view address, int bits, const std::string& value) {
  IpAddress parsed = *parse_ip_address(address);
  if (parsed.is_ipv4()) {
    parsed.bytes[10] = parsed.bytes[11] = 0;  // ::a.b.c.d
    bits += 96;
  }
  std::uint32_t at = 0;
  for (int bit = 0; bit < bits; ++bit) {
    const std::size_t byte = static_cast<std::size_t>(bit) / 8;
    const std::size_t side = parsed.bytes[byte] >> (7 - bit % 8) & 1;
    if (bit == bits - 1) {
      nodes_[at].next[side] = kData | static_cast<std::uint32_t>(data_.size());
    } else {
      if (nodes_[at].next[side] == kNothing) {
        nodes_[at].next[side] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
      }
      at = nodes_[at].next[side];
    }
  }
  data_ += value;
}

std::string MmdbImage::build() const {
  constexpr std::uint32_t kSeparator = 16;
  const auto count = static_cast<std::uint32_t>(nodes_.size());
  std::string image;
  for (const Node& node : nodes_) {
    for (const std::uint32_t next : node.next) {
      const std::uint32_t record = next == kNothing          ? count
                                   : (next & kData) == kData ? count + kSeparator + (next & ~kData)
                                                             : next;
      for (int shift = 16; shift >= 0; shift -= 8)
        image += static_cast<char>(record >> shift & 0xff);
    }
  }
  image.append(kSeparator, '\0');
  image += data_;
  image += "\xab\xcd\xefMaxMind.com";
  image += map({{"node_count", number(count)},
                {"record_size", unsigned_number(kUint16, 24, 2)},
                {"ip_version", unsigned_number(kUint16, 6, 2)},
                {"database_type", text("Test")},
                {"languages", control(kArray, 0)},
                {"binary_format_major_version", unsigned_number(kUint16, 2, 2)},
                {"binary_format_minor_version", unsigned_number(kUint16, 0, 2)},
                {"build_epoch", unsigned_number(kUint64, 1'700'000'000, 8)},
                {"description", map({})}});
  return image;
}

}  // namespace flowsnoop::test
