// bench_baseline: the least that a flow meter can do, as a measure for flowsnoop.
//
// It reads a pcap file in blocks, decodes Ethernet, IPv4, TCP and UDP, and counts packets and bytes
// each way by socket pair; nothing else. With --walk it only walks the records. It takes classic
// pcap in this machine's byte order, does without any check that a measurement does not need, and
// shares no code with the product.

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kBlockSize = 256 * 1024;
constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kFirstTable = 4096;

struct Key {
  std::uint32_t address[2];  // the lower socket first, as on the wire
  std::uint16_t port[2];
  std::uint32_t protocol;

  bool operator==(const Key& other) const { return std::memcmp(this, &other, sizeof *this) == 0; }
};
static_assert(sizeof(Key) == 16);

struct alignas(64) Flow {
  Key key;
  struct {
    std::uint64_t packets;
    std::uint64_t bytes;
  } sent[2];
};

struct Sighting {
  Key key;
  std::uint32_t hash;
  std::uint32_t length;
  bool from_high;
};

std::uint32_t hash_of(const Key& key) {
  std::uint64_t words[2];
  std::memcpy(words, &key, sizeof words);
  const unsigned __int128 product = static_cast<unsigned __int128>(words[0] ^ 0x9e3779b97f4a7c15) *
                                    (words[1] ^ 0xbf58476d1ce4e5b9);
  const auto folded =
      static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  return static_cast<std::uint32_t>(folded ^ folded >> 32);
}

// Open addressing, at most half full. An entry without a packet is free.
class Table {
 public:
  Table() : flows_(kFirstTable) {}

  void prefetch(std::uint32_t hash) const { __builtin_prefetch(&flows_[hash & mask()], 1); }

  void count(const Sighting& sighting) {
    Flow& flow = find(sighting.key, sighting.hash);
    ++flow.sent[sighting.from_high].packets;
    flow.sent[sighting.from_high].bytes += sighting.length;
  }

  void make_room() {
    if ((size_ + kBatch) * 2 <= flows_.size()) return;
    std::vector<Flow> old(flows_.size() * 2);
    old.swap(flows_);
    size_ = 0;
    for (const Flow& flow : old) {
      if (!is_free(flow)) find(flow.key, hash_of(flow.key)) = flow;
    }
  }

  std::size_t size() const { return size_; }

 private:
  static bool is_free(const Flow& flow) {
    return (flow.sent[0].packets | flow.sent[1].packets) == 0;
  }
  std::size_t mask() const { return flows_.size() - 1; }

  Flow& find(const Key& key, std::uint32_t hash) {
    std::size_t at = hash & mask();
    for (; !is_free(flows_[at]); at = (at + 1) & mask()) {
      if (flows_[at].key == key) return flows_[at];
    }
    flows_[at].key = key;
    ++size_;
    return flows_[at];
  }

  std::vector<Flow> flows_;
  std::size_t size_ = 0;
};

template <typename Value>
Value load(const std::uint8_t* at) {
  Value value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// False where the frame is neither TCP nor UDP in IPv4.
bool decode(const std::uint8_t* frame, std::size_t captured, std::uint32_t length, Sighting& out) {
  if (captured < 38 || load<std::uint16_t>(frame + 12) != 0x0008) return false;
  const std::uint8_t* const ip = frame + 14;
  const std::uint8_t protocol = ip[9];
  const std::size_t ip_header = (ip[0] & 0x0fu) * 4;
  if (ip[0] >> 4 != 4 || (protocol != 6 && protocol != 17)) return false;
  if ((ip[6] & 0x1f) != 0 || ip[7] != 0 || captured < 14 + ip_header + 4) return false;
  const auto source = load<std::uint32_t>(ip + 12);
  const auto destination = load<std::uint32_t>(ip + 16);
  const auto source_port = load<std::uint16_t>(ip + ip_header);
  const auto destination_port = load<std::uint16_t>(ip + ip_header + 2);
  const bool from_high =
      source > destination || (source == destination && source_port > destination_port);
  out.key.address[from_high] = source;
  out.key.address[!from_high] = destination;
  out.key.port[from_high] = source_port;
  out.key.port[!from_high] = destination_port;
  out.key.protocol = protocol;
  out.hash = hash_of(out.key);
  out.length = length;
  out.from_high = from_high;
  return true;
}

struct Totals {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::size_t flows = 0;
};

// Decodes all, asks the memory for all, then counts all.
class Meter {
 public:
  void take(const std::uint8_t* frame, std::size_t captured, std::uint32_t length) {
    if (!decode(frame, captured, length, batch_[size_])) return;
    table_.prefetch(batch_[size_].hash);
    if (++size_ == kBatch) flush();
  }
  void flush() {
    for (std::size_t i = 0; i < size_; ++i) table_.count(batch_[i]);
    table_.make_room();
    size_ = 0;
  }
  std::size_t flows() const { return table_.size(); }

 private:
  Sighting batch_[kBatch];
  std::size_t size_ = 0;
  Table table_;
};

class Walker {
 public:
  void take(const std::uint8_t*, std::size_t, std::uint32_t) {}
  void flush() {}
  std::size_t flows() const { return 0; }
};

template <typename Consumer>
Totals read_records(int file) {
  std::vector<std::uint8_t> buffer(2 * kBlockSize);
  Consumer consumer;
  Totals totals;
  std::size_t begin = kFileHeader;
  std::size_t end = 0;
  for (;;) {
    const ssize_t got = read(file, buffer.data() + end, kBlockSize);
    if (got <= 0) break;
    end += static_cast<std::size_t>(got);
    while (end >= begin + kRecordHeader) {
      const std::uint8_t* const record = buffer.data() + begin;
      const auto captured = load<std::uint32_t>(record + 8);
      const auto length = load<std::uint32_t>(record + 12);
      if (end - begin - kRecordHeader < captured) break;
      consumer.take(record + kRecordHeader, captured, length);
      ++totals.packets;
      totals.bytes += length;
      begin += kRecordHeader + captured;
    }
    std::memmove(buffer.data(), buffer.data() + begin, end - begin);
    end -= begin;
    begin = 0;
  }
  consumer.flush();
  totals.flows = consumer.flows();
  return totals;
}

}  // namespace

int main(int argc, char** argv) {
  const bool walk = argc == 3 && std::string_view(argv[1]) == "--walk";
  if (argc != 2 && !walk) {
    std::fprintf(stderr, "usage: bench_baseline [--walk] FILE.pcap\n");
    return 2;
  }
  const int file = open(argv[argc - 1], O_RDONLY | O_CLOEXEC);
  std::uint32_t magic = 0;
  if (file < 0 || pread(file, &magic, sizeof magic, 0) != sizeof magic || magic != 0xa1b2c3d4) {
    std::fprintf(stderr, "bench_baseline: %s: not a pcap file of this machine's byte order\n",
                 argv[argc - 1]);
    return 1;
  }
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  const Totals totals = walk ? read_records<Walker>(file) : read_records<Meter>(file);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  const double cpu = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  std::printf("packets %llu bytes %llu flows %zu seconds %.4f cpu_seconds %.4f\n",
              static_cast<unsigned long long>(totals.packets),
              static_cast<unsigned long long>(totals.bytes), totals.flows, taken.count(), cpu);
  return 0;
}
