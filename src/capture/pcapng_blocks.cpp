#include "capture/pcapng_blocks.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>

#include "capture/pcapng_format.h"

namespace flowsnoop {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Options of an Interface Description Block (draft section 4.2).
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint8_t kNanoseconds = 9;
constexpr std::size_t kMaxOptionSize = std::numeric_limits<std::uint16_t>::max();

std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

void put16(std::uint16_t value, Bytes& out) {
  std::uint8_t bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.insert(out.end(), std::begin(bytes), std::end(bytes));
}

void put32(std::uint32_t value, Bytes& out) {
  std::uint8_t bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.insert(out.end(), std::begin(bytes), std::end(bytes));
}

// Zeros up to the next multiple of 4 from where the `size` bytes began that were put last.
void pad(std::size_t size, Bytes& out) {
  out.resize(out.size() + padded(size) - size);
}

void put_padded(std::span<const std::uint8_t> bytes, Bytes& out) {
  out.insert(out.end(), bytes.begin(), bytes.end());
  pad(bytes.size(), out);
}

}  // namespace

void append_section_header(Bytes& out) {
  constexpr std::uint32_t kSize = 28;
  put32(pcapng::kSectionHeader, out);
  put32(kSize, out);
  put32(pcapng::kByteOrderMagic, out);
  put16(1, out);  // version 1.0
  put16(0, out);
  put32(0xffffffff, out);  // the section's length is not known in advance
  put32(0xffffffff, out);
  put32(kSize, out);
}

void append_interface(const Interface& interface, Bytes& out) {
  const std::size_t name_size = std::min(interface.name.size(), kMaxOptionSize);
  const std::size_t name_option = name_size == 0 ? 0 : 4 + padded(name_size);
  // 20: header, fixed fields and trailer; 8: the time resolution; 4: the end of the options.
  const auto size = static_cast<std::uint32_t>(20 + name_option + 8 + 4);
  put32(pcapng::kInterfaceDescription, out);
  put32(size, out);
  put16(static_cast<std::uint16_t>(interface.link_type), out);
  put16(0, out);
  put32(interface.snaplen, out);
  if (name_size != 0) {
    put16(kInterfaceName, out);
    put16(static_cast<std::uint16_t>(name_size), out);
    put_padded({reinterpret_cast<const std::uint8_t*>(interface.name.data()), name_size}, out);
  }
  put16(kTimeResolution, out);
  put16(1, out);
  put_padded({&kNanoseconds, 1}, out);
  put32(0, out);
  put32(size, out);
}

void append_packet(const Packet& packet, std::uint32_t interface_id, Bytes& out) {
  const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(packet.timestamp_ns, 0));
  const auto size = static_cast<std::uint32_t>(32 + padded(packet.captured_length));
  put32(pcapng::kEnhancedPacket, out);
  put32(size, out);
  put32(interface_id, out);
  put32(static_cast<std::uint32_t>(time >> 32), out);
  put32(static_cast<std::uint32_t>(time), out);
  put32(packet.captured_length, out);
  put32(packet.original_length, out);
  put_padded({packet.data, packet.captured_length}, out);
  put32(size, out);
}

// A Name Resolution Block with one record (draft section 4.5).
void append_host_name(const HostName& host, Bytes& out) {
  const bool is_ipv4 = host.address.is_ipv4();
  const auto address = std::span(host.address.bytes).subspan(is_ipv4 ? 12 : 0);
  const std::size_t name_size = std::min(host.name.size(), kMaxHostName);
  const std::size_t record_size = address.size() + name_size + 1;
  // 12: header and trailer; 4 each: the record's header and the end of the records.
  const auto size = static_cast<std::uint32_t>(12 + 4 + padded(record_size) + 4);
  put32(pcapng::kNameResolution, out);
  put32(size, out);
  put16(is_ipv4 ? pcapng::kIpv4Record : pcapng::kIpv6Record, out);
  put16(static_cast<std::uint16_t>(record_size), out);
  out.insert(out.end(), address.begin(), address.end());
  out.insert(out.end(), host.name.begin(),
             host.name.begin() + static_cast<std::ptrdiff_t>(name_size));
  out.push_back(0);
  pad(record_size, out);
  put32(0, out);
  put32(size, out);
}

}  // namespace flowsnoop
