#include "capture/savefile_writer.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "capture/pcapng_format.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kBufferSize = 256 * 1024;

// Options of an Interface Description Block (draft-ietf-opsawg-pcapng section 4.2).
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint8_t kNanoseconds = 9;
constexpr std::size_t kMaxOptionSize = std::numeric_limits<std::uint16_t>::max();

std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

}  // namespace

SavefileWriter::SavefileWriter(const std::string& path)
    : path_(path == "-" ? "standard output" : path) {
  descriptor_ = path == "-" ? STDOUT_FILENO
                            : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail();
  buffer_.reserve(kBufferSize);
  write_section_header();
}

SavefileWriter::~SavefileWriter() {
  try {
    close();
  } catch (const CaptureError&) {
    // Whoever wants to know has called close().
  }
}

void SavefileWriter::write(std::span<const Packet> packets, std::span<const Interface> interfaces) {
  while (interfaces_written_ < interfaces.size()) {
    write_interface(interfaces[interfaces_written_++]);
  }
  for (const Packet& packet : packets) {
    write_packet(packet);
    if (buffer_.size() >= kBufferSize) flush();
  }
}

// A Name Resolution Block for each (draft-ietf-opsawg-pcapng section 4.5).
void SavefileWriter::write_host_names(std::span<const HostName> names) {
  for (const HostName& host : names) {
    const bool is_ipv4 = host.address.is_ipv4();
    const std::size_t skipped = is_ipv4 ? 12 : 0;
    const auto address = std::span(host.address.bytes).subspan(skipped);
    const std::size_t name_size = std::min(host.name.size(), kMaxHostName);
    const std::size_t record_size = address.size() + name_size + 1;
    // 12: header and trailer; 4 each: the record's header and the end of the records.
    const auto size = static_cast<std::uint32_t>(12 + 4 + padded(record_size) + 4);
    put32(pcapng::kNameResolution);
    put32(size);
    put16(is_ipv4 ? pcapng::kIpv4Record : pcapng::kIpv6Record);
    put16(static_cast<std::uint16_t>(record_size));
    buffer_.insert(buffer_.end(), address.begin(), address.end());
    buffer_.insert(buffer_.end(), host.name.begin(),
                   host.name.begin() + static_cast<std::ptrdiff_t>(name_size));
    buffer_.push_back(0);
    buffer_.resize(padded(buffer_.size()));
    put32(0);
    put32(size);
  }
}

void SavefileWriter::flush() {
  std::size_t written = 0;
  while (written < buffer_.size()) {
    const ssize_t size = ::write(descriptor_, buffer_.data() + written, buffer_.size() - written);
    if (size >= 0) {
      written += static_cast<std::size_t>(size);
    } else if (errno != EINTR) {
      buffer_.clear();
      fail();
    }
  }
  buffer_.clear();
}

void SavefileWriter::close() {
  if (descriptor_ < 0) return;
  flush();
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor != STDOUT_FILENO && ::close(descriptor) != 0) fail();
}

void SavefileWriter::write_section_header() {
  constexpr std::uint32_t kSize = 28;
  put32(pcapng::kSectionHeader);
  put32(kSize);
  put32(pcapng::kByteOrderMagic);
  put16(1);  // version 1.0
  put16(0);
  put32(0xffffffff);  // the section's length is not known in advance
  put32(0xffffffff);
  put32(kSize);
}

void SavefileWriter::write_interface(const Interface& interface) {
  const std::size_t name_size = std::min(interface.name.size(), kMaxOptionSize);
  const std::size_t name_option = name_size == 0 ? 0 : 4 + padded(name_size);
  // 20: header, fixed fields and trailer; 8: the time resolution; 4: the end of the options.
  const auto size = static_cast<std::uint32_t>(20 + name_option + 8 + 4);
  put32(pcapng::kInterfaceDescription);
  put32(size);
  put16(static_cast<std::uint16_t>(interface.link_type));
  put16(0);
  put32(interface.snaplen);
  if (name_size != 0) {
    put16(kInterfaceName);
    put16(static_cast<std::uint16_t>(name_size));
    put_padded({reinterpret_cast<const std::uint8_t*>(interface.name.data()), name_size});
  }
  put16(kTimeResolution);
  put16(1);
  put_padded({&kNanoseconds, 1});
  put32(0);
  put32(size);
}

void SavefileWriter::write_packet(const Packet& packet) {
  const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(packet.timestamp_ns, 0));
  const auto size = static_cast<std::uint32_t>(32 + padded(packet.captured_length));
  put32(pcapng::kEnhancedPacket);
  put32(size);
  put32(packet.interface_id);
  put32(static_cast<std::uint32_t>(time >> 32));
  put32(static_cast<std::uint32_t>(time));
  put32(packet.captured_length);
  put32(packet.original_length);
  put_padded({packet.data, packet.captured_length});
  put32(size);
}

// In this machine's byte order: the section header says which that is.
void SavefileWriter::put16(std::uint16_t value) {
  std::uint8_t bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  buffer_.insert(buffer_.end(), std::begin(bytes), std::end(bytes));
}

void SavefileWriter::put32(std::uint32_t value) {
  std::uint8_t bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  buffer_.insert(buffer_.end(), std::begin(bytes), std::end(bytes));
}

void SavefileWriter::put_padded(std::span<const std::uint8_t> bytes) {
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  buffer_.resize(padded(buffer_.size()));
}

void SavefileWriter::fail() const {
  throw CaptureError(fmt::format("{}: cannot write: {}", path_, std::strerror(errno)));
}

}  // namespace flowsnoop
