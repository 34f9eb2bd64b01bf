// Savefile bytes in either byte order, byte streams over memory, and reading a source to its end.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/byte_stream.h"
#include "capture/savefile.h"
#include "flowsnoop/packet_source.h"
#include "support/program.h"

namespace flowsnoop {

using Bytes = std::vector<std::uint8_t>;

// Appends integers in one byte order.
class ByteWriter {
 public:
  explicit ByteWriter(bool big_endian = false) : big_endian_(big_endian) {}

  ByteWriter& put(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t shift = 8 * (big_endian_ ? size - 1 - i : i);
      bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return *this;
  }
  ByteWriter& u16(std::uint64_t value) { return put(value, 2); }
  ByteWriter& u32(std::uint64_t value) { return put(value, 4); }
  ByteWriter& u64(std::uint64_t value) { return put(value, 8); }
  ByteWriter& raw(const Bytes& value) {
    bytes.insert(bytes.end(), value.begin(), value.end());
    return *this;
  }
  ByteWriter& pad4() {
    while (bytes.size() % 4 != 0) bytes.push_back(0);
    return *this;
  }

  Bytes bytes;

 protected:
  bool big_endian_;
};

struct PcapOptions {
  bool big_endian = false;
  std::uint32_t magic = 0xa1b2c3d4;
  std::uint32_t link_word = 1;
  std::uint32_t snaplen = 65'535;
  std::uint16_t major = 2;
  std::uint16_t minor = 4;
  std::size_t extra_file_header = 0;
  std::size_t extra_record_header = 0;
};

class PcapWriter : public ByteWriter {
 public:
  explicit PcapWriter(const PcapOptions& options = {})
      : ByteWriter(options.big_endian), options_(options) {
    u32(options.magic).u16(options.major).u16(options.minor).u32(0).u32(0);
    u32(options.snaplen).u32(options.link_word).raw(Bytes(options.extra_file_header, 0xee));
  }
  PcapWriter& header(std::uint32_t seconds, std::uint32_t fraction, std::uint32_t captured,
                     std::uint32_t original) {
    u32(seconds).u32(fraction).u32(captured).u32(original);
    raw(Bytes(options_.extra_record_header, 0xee));
    return *this;
  }
  PcapWriter& packet(std::uint32_t seconds, std::uint32_t fraction, const Bytes& data) {
    const auto size = static_cast<std::uint32_t>(data.size());
    header(seconds, fraction, size, size).raw(data);
    return *this;
  }

 private:
  PcapOptions options_;
};

class PcapngWriter : public ByteWriter {
 public:
  using ByteWriter::ByteWriter;

  PcapngWriter& block(std::uint32_t type, const ByteWriter& body) {
    const std::size_t size = 12 + (body.bytes.size() + 3) / 4 * 4;
    u32(type).u32(size).raw(body.bytes).pad4().u32(size);
    return *this;
  }
  // Begins a section; blocks after it are in its byte order.
  PcapngWriter& section(bool big_endian = false, std::uint16_t major = 1) {
    big_endian_ = big_endian;
    return block(0x0a0d0d0a, body().u32(0x1a2b3c4d).u16(major).u16(0).u64(~std::uint64_t{0}));
  }
  PcapngWriter& interface(std::uint16_t link_type = 1, std::uint32_t snaplen = 0,
                          const Bytes& options = {}) {
    return block(1, body().u16(link_type).u16(0).u32(snaplen).raw(options));
  }
  PcapngWriter& packet(std::uint32_t interface, std::uint64_t time, const Bytes& data) {
    return block(6, packet_body(interface, time, data.size(), data.size(), data));
  }
  ByteWriter packet_body(std::uint32_t interface, std::uint64_t time, std::size_t captured,
                         std::size_t original, const Bytes& data) const {
    return body()
        .u32(interface)
        .u32(time >> 32)
        .u32(time & 0xffffffff)
        .u32(captured)
        .u32(original)
        .raw(data);
  }
  // One option of a block, padded.
  Bytes option(std::uint16_t code, const Bytes& value) const {
    return body().u16(code).u16(value.size()).raw(value).pad4().bytes;
  }
  ByteWriter body() const { return ByteWriter(big_endian_); }
};

// A stream over bytes that gives at most `chunk` of them at a time, and then ends or fails.
class MemoryStream : public ByteStream {
 public:
  explicit MemoryStream(Bytes bytes, std::size_t chunk = SIZE_MAX,
                        StreamStatus at_end = StreamStatus::kEnd)
      : bytes_(std::move(bytes)), chunk_(chunk), at_end_(at_end) {}

  StreamRead read(std::span<std::uint8_t> out) override {
    const std::size_t size = std::min({out.size(), chunk_, bytes_.size() - at_});
    if (size == 0) return {at_end_};
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), size, out.begin());
    at_ += size;
    return {StreamStatus::kData, size};
  }
  std::string error() const override { return "the disk is on fire"; }
  std::uint64_t total_bytes() const override { return chunk_ == SIZE_MAX ? bytes_.size() : 0; }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
  std::size_t chunk_;
  StreamStatus at_end_;
};

// A packet with its bytes, to outlive its batch.
struct CopiedPacket {
  std::int64_t timestamp_ns = 0;
  Bytes data;
  std::uint32_t original_length = 0;
  std::uint32_t interface_id = 0;
  LinkType link_type = LinkType::kEthernet;

  friend bool operator==(const CopiedPacket&, const CopiedPacket&) = default;
};

struct ReadResult {
  std::vector<CopiedPacket> packets;
  std::vector<Interface> interfaces;
  std::vector<Damage> damages;
  std::vector<HostName> host_names;
  CaptureDrops drops;
};

inline ReadResult read_all(PacketSource& source) {
  ReadResult result;
  PacketBatch batch;
  while (source.read(batch) == ReadStatus::kPackets) {
    for (const Packet& packet : batch.view()) {
      result.packets.push_back({packet.timestamp_ns,
                                Bytes(packet.data, packet.data + packet.captured_length),
                                packet.original_length, packet.interface_id, packet.link_type});
    }
  }
  result.interfaces.assign(source.interfaces().begin(), source.interfaces().end());
  result.damages.assign(source.damages().begin(), source.damages().end());
  result.host_names.assign(source.host_names().begin(), source.host_names().end());
  result.drops = source.drops();
  return result;
}

inline ReadResult read_bytes(Bytes bytes, std::size_t chunk = SIZE_MAX,
                             std::size_t block_size = BlockReader::kDefaultBlockSize) {
  const auto source = open_savefile(std::make_unique<MemoryStream>(std::move(bytes), chunk),
                                    "test.pcap", SavefileOptions{.block_size = block_size});
  return read_all(*source);
}

// `size` bytes that begin with `first` and then count up.
inline Bytes payload(std::size_t size, std::uint8_t first = 0) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(first + i);
  return bytes;
}

inline std::string message_of(const auto& action) {
  try {
    action();
  } catch (const CaptureError& error) {
    return error.what();
  }
  return "no error";
}

// A directory of its own for the captures of a test.
class TemporaryDirectory {
 public:
  std::string path(std::string_view name) const { return (directory_.path() / name).string(); }
  std::string write(std::string_view name, const Bytes& bytes) const {
    std::ofstream file(path(name), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return path(name);
  }

 private:
  test::TemporaryDirectory directory_;
};

}  // namespace flowsnoop
