#include "frame.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace flowsnoop::bench {
namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kIpHeader = 20;
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kUdpHeader = 8;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

// The sum of RFC 1071 over the bytes, not yet folded, in the machine's own byte order: section 2
// shows that the order does not matter.
std::uint64_t sum_of(const std::uint8_t* bytes, std::size_t size) {
  std::uint64_t sum = 0;
  while (size >= 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    sum += word;
    bytes += sizeof word;
    size -= sizeof word;
  }
  std::uint32_t rest = 0;
  std::memcpy(&rest, bytes, size);
  return sum + rest;
}

void put_checksum(std::uint8_t* at, std::uint64_t sum) {
  sum = (sum & 0xffffffff) + (sum >> 32);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  const auto checksum = static_cast<std::uint16_t>(~sum);
  std::memcpy(at, &checksum, sizeof checksum);
}

std::uint64_t pseudo_header_sum(const std::uint8_t* ip, std::uint8_t protocol, std::size_t length) {
  std::uint8_t rest[4] = {0, protocol, 0, 0};
  put16(rest + 2, static_cast<std::uint32_t>(length));
  return sum_of(ip + 12, 8) + sum_of(rest, sizeof rest);
}

// Ethernet and IPv4 headers for `length` bytes of transport header and payload.
void write_lower_layers(std::uint8_t* out, std::uint32_t from, std::uint32_t to,
                        std::uint8_t protocol, std::size_t length) {
  // Locally administered addresses (IEEE 802 clause 8.4), made of the IPv4 ones.
  put16(out, 0x0200);
  put32(out + 2, to);
  put16(out + 6, 0x0200);
  put32(out + 8, from);
  put16(out + 12, 0x0800);
  std::uint8_t* const ip = out + kEthernetHeader;
  put16(ip, 0x4500);
  put16(ip + 2, static_cast<std::uint32_t>(kIpHeader + length));
  put32(ip + 4, 0x00004000);  // do not fragment
  put32(ip + 8, std::uint32_t{64} << 24 | std::uint32_t{protocol} << 16);
  put32(ip + 12, from);
  put32(ip + 16, to);
  put_checksum(ip + 10, sum_of(ip, kIpHeader));
}

std::size_t pad(std::uint8_t* out, std::size_t length) {
  if (length < kMinFrame) std::memset(out + length, 0, kMinFrame - length);
  return std::max(length, kMinFrame);
}

}  // namespace

std::size_t write_tcp(std::uint8_t* out, Socket from, Socket to, TcpFields fields, Bytes payload) {
  const std::size_t options = (fields.flags & kSyn) != 0 ? 4 : 0;
  const std::size_t header = kTcpHeader + options;
  const std::size_t length = header + payload.size();
  write_lower_layers(out, from.address, to.address, kTcp, length);
  std::uint8_t* const ip = out + kEthernetHeader;
  std::uint8_t* const tcp = ip + kIpHeader;
  put16(tcp, from.port);
  put16(tcp + 2, to.port);
  put32(tcp + 4, fields.sequence);
  put32(tcp + 8, fields.acknowledgment);
  tcp[12] = static_cast<std::uint8_t>(header / 4 << 4);
  tcp[13] = fields.flags;
  put16(tcp + 14, 64240);
  put32(tcp + 16, 0);
  if (options != 0) put32(tcp + kTcpHeader, 0x020405b4);  // RFC 9293 section 3.7.1: 1460 bytes
  if (!payload.empty()) std::memcpy(tcp + header, payload.data(), payload.size());
  put_checksum(tcp + 16, pseudo_header_sum(ip, kTcp, length) + sum_of(tcp, length));
  return pad(out, kEthernetHeader + kIpHeader + length);
}

std::size_t write_udp(std::uint8_t* out, Socket from, Socket to, Bytes payload) {
  const std::size_t length = kUdpHeader + payload.size();
  write_lower_layers(out, from.address, to.address, kUdp, length);
  std::uint8_t* const ip = out + kEthernetHeader;
  std::uint8_t* const udp = ip + kIpHeader;
  put16(udp, from.port);
  put16(udp + 2, to.port);
  put16(udp + 4, static_cast<std::uint32_t>(length));
  put16(udp + 6, 0);
  if (!payload.empty()) std::memcpy(udp + kUdpHeader, payload.data(), payload.size());
  put_checksum(udp + 6, pseudo_header_sum(ip, kUdp, length) + sum_of(udp, length));
  return pad(out, kEthernetHeader + kIpHeader + length);
}

std::size_t wrap_in_vxlan(std::uint8_t* out, std::size_t inner_length, Socket from,
                          std::uint32_t to_address, std::uint32_t vni) {
  constexpr std::uint16_t kVxlanPort = 4789;
  const std::size_t length = kUdpHeader + 8 + inner_length;
  write_lower_layers(out, from.address, to_address, kUdp, length);
  std::uint8_t* const udp = out + kEthernetHeader + kIpHeader;
  put16(udp, from.port);
  put16(udp + 2, kVxlanPort);
  put16(udp + 4, static_cast<std::uint32_t>(length));
  put16(udp + 6, 0);  // RFC 7348 section 5: the outer checksum should be zero
  put32(udp + kUdpHeader, 0x08000000);
  put32(udp + kUdpHeader + 4, vni << 8);
  return kVxlanOverhead + inner_length;
}

}  // namespace flowsnoop::bench
