#include "decode/checksum.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "decode/bytes.h"
#include "decode/next_header.h"

namespace flowsnoop {

namespace {

constexpr std::uint16_t kRight = 0xffff;

// Sums 32-bit words in the order of memory: the ones' complement sum does not care for the byte
// order (RFC 1071 section 2 B), and 64 bits do not overflow below 16 GiB.
std::uint64_t sum_in_memory_order(const std::uint8_t* bytes, std::size_t size) {
  std::uint64_t even = 0;
  std::uint64_t odd = 0;
  for (; size >= 8; bytes += 8, size -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    even += word & 0xffffffff;
    odd += word >> 32;
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, bytes, size);
  return even + odd + (rest & 0xffffffff) + (rest >> 32);
}

std::uint16_t fold(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

// The Home Address option (RFC 6275 section 6.3) among those of a destination options header; null
// where there is none.
const std::uint8_t* find_home_address(const std::uint8_t* options, const std::uint8_t* end) {
  constexpr std::uint8_t kPad1 = 0;  // one byte without a length, RFC 8200 section 4.2
  constexpr std::uint8_t kHomeAddress = 0xc9;
  constexpr std::ptrdiff_t kOptionHeader = 2;
  while (end - options >= kOptionHeader) {
    if (options[0] == kPad1) {
      ++options;
      continue;
    }
    const std::uint8_t* value = options + kOptionHeader;
    const std::uint8_t size = options[1];
    if (size > end - value) return nullptr;
    if (options[0] == kHomeAddress && size == sizeof(IpAddress)) return value;
    options = value + size;
  }
  return nullptr;
}

// What extension headers say of the addresses that an IPv6 packet has in the end.
struct EndAddresses {
  bool is_at_destination = true;               // the destination in the IPv6 header is the last one
  const std::uint8_t* home_address = nullptr;  // of a source that is away from there
};

EndAddresses read_extensions(const Cursor& cursor) {
  constexpr std::uint32_t kFixedHeader = 40;
  constexpr std::uint32_t kExtensionStart = 2;
  constexpr int kMaxExtensions = 8;
  EndAddresses addresses;
  std::uint8_t protocol = cursor.ip_header[6];
  const std::uint8_t* header = cursor.ip_header + kFixedHeader;
  for (int i = 0; i < kMaxExtensions && header < cursor.data; ++i) {
    const bool is_authentication = protocol == kProtocolAuthentication;
    const std::uint32_t size = protocol == kProtocolIpv6Fragment ? 8
                               : is_authentication               ? (header[1] + 2u) * 4
                                                                 : (header[1] + 1u) * 8;
    if (protocol == kProtocolRouting && header[3] != 0) addresses.is_at_destination = false;
    if (protocol == kProtocolDestinationOptions && addresses.home_address == nullptr) {
      addresses.home_address = find_home_address(header + kExtensionStart, header + size);
    }
    protocol = header[0];
    header += size;
  }
  return addresses;
}

// RFC 9293 section 3.1 and RFC 8200 section 8.1: addresses, length and protocol. A mobile node that
// is away from home computes it with its home address (RFC 6275 section 11.3.1).
std::uint16_t pseudo_header_sum(const Cursor& cursor, const Decoded& decoded) {
  const std::size_t skipped = decoded.ip_version == 4 ? 12 : 0;  // the mapped form's prefix
  const std::size_t size = 16 - skipped;
  const std::uint8_t* source = decoded.source.bytes.data() + skipped;
  if (decoded.ip_version == 6 && cursor.ip_header != nullptr) {
    const std::uint8_t* home_address = read_extensions(cursor).home_address;
    if (home_address != nullptr) source = home_address;
  }
  std::uint16_t sum = internet_sum(source, size);
  sum = internet_sum(decoded.destination.bytes.data() + skipped, size, sum);
  return fold(std::uint64_t{sum} + (cursor.length >> 16) + (cursor.length & 0xffff) +
              decoded.protocol);
}

// All that the checksum covers was captured, and IP states how much that is: a length of 0 leaves
// it to the network card, which has not yet cut the packet up. It covers the last destination
// (RFC 8200 section 8.1), which a routing header that has not been through has elsewhere.
bool is_whole(const Cursor& cursor, const Decoded& decoded) {
  if (decoded.fragmented || cursor.captured < cursor.length) return false;
  if (cursor.ip_header == nullptr) return true;  // put together from its fragments
  if (decoded.ip_version == 4) return load_be16(cursor.ip_header + 2) != 0;
  return load_be16(cursor.ip_header + 4) != 0 && read_extensions(cursor).is_at_destination;
}

bool is_transport_right(FrameBucket bucket, const Cursor& cursor, const Decoded& decoded) {
  const bool is_icmp = bucket == FrameBucket::kIcmpFlow || bucket == FrameBucket::kIcmpError;
  const bool is_icmp_of_ipv4 = is_icmp && decoded.ip_version == 4;
  const std::uint16_t start =
      is_icmp_of_ipv4 ? std::uint16_t{0} : pseudo_header_sum(cursor, decoded);
  return internet_sum(cursor.data, cursor.length, start) == kRight;
}

bool has_transport_checksum(FrameBucket bucket, const Cursor& cursor, const Decoded& decoded) {
  constexpr std::uint32_t kUdpChecksum = 6;
  switch (bucket) {
    case FrameBucket::kTcpFlow:
    case FrameBucket::kIcmpFlow:
    case FrameBucket::kIcmpError:
      return is_whole(cursor, decoded);
    case FrameBucket::kUdpFlow:
      return is_whole(cursor, decoded) && load_be16(cursor.data + kUdpChecksum) != 0;
    default:
      return false;
  }
}

}  // namespace

std::uint16_t internet_sum(const std::uint8_t* bytes, std::size_t size, std::uint16_t sum) {
  const std::uint16_t folded = fold(sum_in_memory_order(bytes, size));
  const bool is_little = std::endian::native == std::endian::little;
  return fold(std::uint64_t{is_little ? __builtin_bswap16(folded) : folded} + sum);
}

ChecksumResult verify_checksums(FrameBucket bucket, const Cursor& cursor, const Decoded& decoded) {
  ChecksumResult result;
  if (cursor.ip_header != nullptr && decoded.ip_version == 4) {
    result.verified |= kIpChecksum;
    const std::size_t size = (cursor.ip_header[0] & 0x0fu) * 4;
    if (internet_sum(cursor.ip_header, size) != kRight) result.bad |= kIpChecksum;
  }
  if (has_transport_checksum(bucket, cursor, decoded)) {
    result.verified |= kTransportChecksum;
    if (!is_transport_right(bucket, cursor, decoded)) result.bad |= kTransportChecksum;
  }
  return result;
}

}  // namespace flowsnoop
