// Writes the first inputs of every fuzz target, made from the sample captures:
//
//     make_seeds CAPTURES OUT
//
// gives OUT/decode/..., OUT/engine/... and so on. A seed's name says where it is from.
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "argument_seeds.h"
#include "capture/savefile.h"
#include "capture_image.h"
#include "decode/decode.h"
#include "flowsnoop/ports.h"

namespace flowsnoop::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSeed = 65'536;
constexpr std::size_t kMaxStream = 8192;

void put16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void append(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

class SeedWriter {
 public:
  explicit SeedWriter(fs::path root) : root_(std::move(root)) {}

  // Seeds that are equal to one before, or too long, are left out.
  void write(const std::string& target, const std::string& name, const Bytes& bytes) {
    const std::string text(bytes.begin(), bytes.end());
    if (text.empty() || text.size() > kMaxSeed || !known_[target].insert(text).second) return;
    const fs::path folder = root_ / target;
    fs::create_directories(folder);
    std::ofstream file(folder / (name + "-" + std::to_string(known_[target].size())),
                       std::ios::binary);
    file << text;
    if (!file) throw std::runtime_error("cannot write a seed to " + folder.string());
  }

 private:
  fs::path root_;
  std::map<std::string, std::set<std::string>> known_;
};

// What the seeds of one capture are made from, gathered while it is read once.
class CaptureSeeds {
 public:
  CaptureSeeds(std::string name, SeedWriter& out) : name_(std::move(name)), out_(out) {}

  void take(const Packet& packet) {
    const ByteView frame(packet.data, packet.captured_length);
    add_frame(packet, frame);
    add_record(packet, frame);
    Decoded decoded;
    if (!is_flow(decode_packet(packet, decoded)) || decoded.payload_captured == 0) return;
    add_payload(decoded, {decoded.payload, decoded.payload_captured});
  }

  void finish() {
    for (const auto& [link_type, image] : images_) {
      const Bytes savefile = image.write(kMaxSeed);
      for (const char* target : {"fragments", "tracker", "engine", "savefile"}) {
        out_.write(target, name_, savefile);
      }
    }
    for (const auto& [ports, stream] : streams_) add_stream(ports.first, ports.second, stream);
    out_.write("names", name_, names_);
    out_.write("quic", name_, quic_);
  }

 private:
  void add_frame(const Packet& packet, ByteView frame) {
    constexpr std::size_t kFrames = 16;  // of each capture
    if (++frames_ > kFrames) return;
    Bytes seed;
    put16(seed, static_cast<std::size_t>(packet.link_type));
    seed.push_back(0);
    seed.push_back(0);
    append(seed, frame);
    out_.write("decode", name_, seed);
  }

  void add_record(const Packet& packet, ByteView frame) {
    constexpr std::size_t kRecords = 64;
    constexpr std::int64_t kSecond = 1'000'000'000;
    CaptureImage& image = images_[packet.link_type];
    image.link_type = static_cast<std::uint16_t>(packet.link_type);
    if (image.records.size() == kRecords || frame.size() > CaptureImage::kMaxRecordSize) return;
    const std::int64_t time_ns = std::max<std::int64_t>(packet.timestamp_ns, 0);
    image.records.push_back({.seconds = static_cast<std::uint32_t>(time_ns / kSecond),
                             .nanoseconds = static_cast<std::uint32_t>(time_ns % kSecond),
                             .original_length = packet.original_length,
                             .bytes = {frame.begin(), frame.end()}});
  }

  void add_payload(const Decoded& decoded, ByteView payload) {
    constexpr std::size_t kPayloads = 8;  // of each pair of ports
    const auto ports = std::pair(decoded.source_port, decoded.destination_port);
    const bool is_tcp = decoded.protocol == kProtocolTcp;
    if (++payloads_[ports] <= kPayloads) {
      Bytes seed{static_cast<std::uint8_t>(is_tcp ? 0 : 1)};
      put16(seed, ports.first);
      put16(seed, ports.second);
      seed.push_back(0);
      append(seed, payload);
      out_.write("recognisers", name_, seed);
    }
    if (!is_tcp) {
      add_datagram(decoded, payload);
    } else if (Bytes& stream = streams_[ports]; stream.size() < kMaxStream) {
      append(stream, payload);
    }
  }

  static bool is_port(const Decoded& decoded, std::uint16_t port) {
    return decoded.source_port == port || decoded.destination_port == port;
  }

  // As kDatagrams in labels_fuzz.cpp and kApplications in names_fuzz.cpp.
  void add_datagram(const Decoded& decoded, ByteView payload) {
    struct Row {
      std::uint16_t port;
      int labels;
      int names;
    };
    constexpr Row kRows[] = {{53, 6, 0}, {5353, 7, 1}, {5355, 6, 2}, {137, -1, 3},  {138, -1, 4},
                             {67, 8, 5}, {546, 9, -1}, {547, 9, -1}, {4433, 10, -1}};
    for (const Row& row : kRows) {
      if (!is_port(decoded, row.port)) continue;
      if (row.labels >= 0) add_labels(row.labels, payload);
      if (row.names < 0) continue;
      names_.push_back(static_cast<std::uint8_t>(row.names));
      names_.push_back(0);
      put16(names_, payload.size());
      append(names_, payload);
    }
    if (!is_port(decoded, 443)) return;
    quic_.push_back(decoded.source_port == 443 ? 1 : 0);
    put16(quic_, payload.size());
    append(quic_, payload);
  }

  void add_labels(int choice, ByteView bytes) {
    Bytes seed{static_cast<std::uint8_t>(choice), 2, 40};
    append(seed, bytes);
    out_.write("labels", name_, seed);
  }

  // As kStreams in labels_fuzz.cpp. What TLS says in a stream, QUIC says in CRYPTO frames.
  void add_stream(std::uint16_t from, std::uint16_t to, const Bytes& stream) {
    const bool is_dns = from == 53 || to == 53;
    const bool is_tls = stream.size() > 5 && stream[0] == 22;
    add_labels(is_dns ? 4 : is_tls ? 1 : 0, stream);
    if (is_tls) add_sealed(stream, stream[5] == 2);
  }

  void add_sealed(const Bytes& stream, bool by_server) {
    constexpr std::size_t kRecordHeader = 5;
    constexpr std::size_t kMost = 4096;
    const ByteView hello = ByteView(stream).subspan(kRecordHeader);
    const std::size_t size = std::min(hello.size(), kMost);
    Bytes frames{6, 0};  // CRYPTO at offset 0, RFC 9000 section 19.6
    put16(frames, 0x4000 | size);
    append(frames, hello.first(size));
    Bytes seed{static_cast<std::uint8_t>(by_server ? 3 : 2)};
    put16(seed, frames.size());
    append(seed, frames);
    out_.write("quic", name_, seed);
  }

  std::string name_;
  SeedWriter& out_;
  std::size_t frames_ = 0;
  std::map<LinkType, CaptureImage> images_;
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::size_t> payloads_;
  std::map<std::pair<std::uint16_t, std::uint16_t>, Bytes> streams_;
  Bytes names_;
  Bytes quic_;
};

void add_capture(const fs::path& path, SeedWriter& out) {
  const std::string name = path.filename().string();
  std::ifstream file(path, std::ios::binary);
  const Bytes bytes{std::istreambuf_iterator<char>(file), {}};
  out.write("savefile", name, bytes);
  out.write("engine", name, bytes);
  CaptureSeeds seeds(name, out);
  const auto source = open_savefile(path.string(), {.read_ahead = false});
  PacketBatch batch;
  while (source->read(batch) == ReadStatus::kPackets) {
    for (const Packet& packet : batch.view()) seeds.take(packet);
  }
  seeds.finish();
}

bool is_capture(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.find(".pcap") != std::string::npos && name.find(".expected.") == std::string::npos;
}

int make_seeds(const fs::path& captures, const fs::path& out) {
  fs::remove_all(out);
  SeedWriter writer(out);
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(captures)) {
    if (!entry.is_regular_file() || !is_capture(entry.path())) continue;
    add_capture(entry.path(), writer);
    ++count;
  }
  for (const auto& seed : argument_seeds()) writer.write("arguments", "argument", seed);
  std::printf("seeds of %d captures\n", count);
  return count == 0 ? 1 : 0;
}

}  // namespace
}  // namespace flowsnoop::fuzz

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: make_seeds CAPTURES OUT\n");
    return 2;
  }
  try {
    return flowsnoop::fuzz::make_seeds(arguments[1], arguments[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_seeds: %s\n", error.what());
    return 1;
  }
}
