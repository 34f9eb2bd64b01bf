#include "output/flow_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace flowsnoop {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;

// A number in groups of seven bits, the lowest first; the top bit says that another group follows.
constexpr std::size_t kMaxNumber = 10;

// What a row takes at most without its texts: its size, numbers of fixed sizes, others, addresses.
constexpr std::size_t kMaxFixed = 4 + 8 + 8 + 5 + 2 * 2 + 10 * kMaxNumber + 2 * sizeof(IpAddress);

class Packer {
 public:
  explicit Packer(char* out) : out_(out) {}

  template <typename T>
  void fixed(const T& value) {
    std::memcpy(out_, &value, sizeof value);
    out_ += sizeof value;
  }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) fixed(static_cast<std::uint8_t>(value | 0x80));
    fixed(static_cast<std::uint8_t>(value));
  }
  void text(std::string_view text) {
    number(text.size());
    out_ += text.copy(out_, text.size());
  }
  void address(const IpAddress& address, bool is_ipv4) {
    const std::size_t begin = is_ipv4 ? kIpv4Begin : 0;
    std::memcpy(out_, address.bytes.data() + begin, sizeof address - begin);
    out_ += sizeof address - begin;
  }
  char* end() const { return out_; }

  static constexpr std::size_t kIpv4Begin = 12;

 private:
  char* out_;
};

class Unpacker {
 public:
  explicit Unpacker(const char* in) : in_(in) {}

  template <typename T>
  T fixed() {
    T value;
    std::memcpy(&value, in_, sizeof value);
    in_ += sizeof value;
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto group = fixed<std::uint8_t>();
      value |= std::uint64_t{group & 0x7fu} << shift;
      if (group < 0x80) return value;
    }
  }
  std::string_view text() {
    const std::uint64_t size = number();
    return {std::exchange(in_, in_ + size), size};
  }
  void address(IpAddress& address, bool is_ipv4) {
    if (is_ipv4) {
      address = IpAddress::from_ipv4(reinterpret_cast<const std::uint8_t*>(in_));
      in_ += sizeof address - Packer::kIpv4Begin;
    } else {
      address = fixed<IpAddress>();
    }
  }

 private:
  const char* in_;
};

// What is yes or no about a row, in bits.
enum Flag : std::uint8_t { kSymmetric = 1, kUnreachable = 2, kIpv4 = 4 };

// Everything behind the row's size; returns its end. Start and flow_id come first: sorting needs no
// more.
char* pack(const FlowRow& row, char* out) {
  const bool is_ipv4 = row.client.address.is_ipv4() && row.server.address.is_ipv4();
  const auto flags =
      static_cast<std::uint8_t>((row.symmetric ? kSymmetric : 0) |
                                (row.unreachable ? kUnreachable : 0) | (is_ipv4 ? kIpv4 : 0));
  Packer packer(out);
  packer.fixed(row.start_ns);
  packer.number(row.flow_id);
  packer.number(static_cast<std::uint64_t>(row.end_ns) - static_cast<std::uint64_t>(row.start_ns));
  packer.fixed(row.confidence);
  packer.fixed(row.by);
  packer.fixed(row.state);
  packer.fixed(row.protocol);
  packer.fixed(row.ip_version);
  packer.fixed(flags);
  for (const Endpoint* end : {&row.client, &row.server}) {
    packer.address(end->address, is_ipv4);
    packer.fixed(end->port);
    packer.number(end->packets);
    packer.number(end->bytes);
  }
  for (const std::string_view text : {row.service, row.client_name, row.server_name, row.about}) {
    packer.text(text);
  }
  return packer.end();
}

}  // namespace

bool FlowRows::add(const FlowRow& row, std::size_t max_bytes) {
  const std::size_t texts =
      row.service.size() + row.client_name.size() + row.server_name.size() + row.about.size();
  char* const packed = room_for(kMaxFixed + texts);
  const char* const end = pack(row, packed + sizeof(std::uint32_t));
  const auto size = static_cast<std::uint32_t>(end - packed);
  if (bytes_ + size + (size_ + 1) * sizeof(Place) > max_bytes) return false;
  std::memcpy(packed, &size, sizeof size);
  chunks_.back().used += size;
  bytes_ += size;
  ++size_;
  return true;
}

bool FlowRows::append(const FlowRows& other, std::size_t max_bytes) {
  if (bytes_ + other.bytes_ + (size_ + other.size_) * sizeof(Place) > max_bytes) return false;
  for (const Chunk& chunk : other.chunks_) {
    std::memcpy(room_for(chunk.used), chunk.bytes.get(), chunk.used);
    chunks_.back().used += chunk.used;
  }
  bytes_ += other.bytes_;
  size_ += other.size_;
  return true;
}

// Keeps a chunk, for the next rows.
void FlowRows::clear() {
  if (chunks_.size() > 1) chunks_.resize(1);
  if (!chunks_.empty()) chunks_[0].used = 0;
  size_ = bytes_ = 0;
}

char* FlowRows::room_for(std::size_t size) {
  if (chunks_.empty() || chunks_.back().size - chunks_.back().used < size) {
    const std::size_t chunk = std::max(size, kChunkBytes);
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(chunk), chunk, 0});
  }
  return chunks_.back().bytes.get() + chunks_.back().used;
}

std::size_t FlowRows::packed_size(const char* packed) {
  return Unpacker(packed).fixed<std::uint32_t>();
}

std::vector<FlowRows::Place> FlowRows::by_start() const {
  std::vector<Place> places;
  places.reserve(size_);
  for (const Chunk& chunk : chunks_) {
    for (std::size_t at = 0; at < chunk.used;) {
      const char* const packed = chunk.bytes.get() + at;
      Unpacker unpacker(packed);
      at += unpacker.fixed<std::uint32_t>();
      const auto start_ns = unpacker.fixed<std::int64_t>();
      places.push_back({start_ns, unpacker.number(), packed});
    }
  }
  // What is open at the end of a capture comes in this order.
  if (!std::is_sorted(places.begin(), places.end())) std::sort(places.begin(), places.end());
  return places;
}

FlowRow FlowRows::at(const Place& place) {
  return unpack(place.packed);
}

FlowRow FlowRows::unpack(const char* packed) {
  FlowRow row;
  Unpacker unpacker(packed + sizeof(std::uint32_t));
  row.start_ns = unpacker.fixed<std::int64_t>();
  row.flow_id = unpacker.number();
  row.end_ns =
      static_cast<std::int64_t>(static_cast<std::uint64_t>(row.start_ns) + unpacker.number());
  row.confidence = unpacker.fixed<double>();
  row.by = unpacker.fixed<EvidenceKind>();
  row.state = unpacker.fixed<FlowState>();
  row.protocol = unpacker.fixed<std::uint8_t>();
  row.ip_version = unpacker.fixed<std::uint8_t>();
  const auto flags = unpacker.fixed<std::uint8_t>();
  row.symmetric = (flags & kSymmetric) != 0;
  row.unreachable = (flags & kUnreachable) != 0;
  for (Endpoint* end : {&row.client, &row.server}) {
    unpacker.address(end->address, (flags & kIpv4) != 0);
    end->port = unpacker.fixed<std::uint16_t>();
    end->packets = unpacker.number();
    end->bytes = unpacker.number();
  }
  for (std::string_view* text : {&row.service, &row.client_name, &row.server_name, &row.about}) {
    *text = unpacker.text();
  }
  return row;
}

}  // namespace flowsnoop
