#include "flowsnoop/community_id.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <tuple>

#include "flowsnoop/ports.h"

#ifdef FLOWSNOOP_WITH_CRYPTO
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#endif

namespace flowsnoop {
namespace {

constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIcmp6 = 58;
constexpr std::uint8_t kSctp = 132;
constexpr std::size_t kDigestSize = 20;

struct TypePair {
  std::uint8_t one;
  std::uint8_t other;
};

// Message types that answer one another: they stand for the two ports of one conversation.
constexpr TypePair kIcmpPairs[] = {
    {0, 8},    // echo
    {9, 10},   // router advertisement and solicitation
    {13, 14},  // timestamp
    {15, 16},  // information
    {17, 18},  // address mask
};
constexpr TypePair kIcmp6Pairs[] = {
    {128, 129},  // echo
    {130, 131},  // multicast listener query and report
    {133, 134},  // router solicitation and advertisement
    {135, 136},  // neighbour solicitation and advertisement
    {139, 140},  // node information
    {144, 145},  // home agent address discovery
};

template <std::size_t count>
std::optional<std::uint16_t> answering_type(const TypePair (&pairs)[count], std::uint16_t type) {
  for (const TypePair& pair : pairs) {
    if (pair.one == type) return pair.other;
    if (pair.other == type) return pair.one;
  }
  return std::nullopt;
}

bool hashes_ports(std::uint8_t protocol) {
  return protocol == kProtocolTcp || protocol == kProtocolUdp || protocol == kSctp ||
         protocol == kIcmp || protocol == kIcmp6;
}

// The ends with the smaller one first. A type of ICMP that nothing answers keeps its direction.
CommunityEnds in_order(CommunityEnds ends) {
  if (ends.protocol == kIcmp || ends.protocol == kIcmp6) {
    const auto answer = ends.protocol == kIcmp ? answering_type(kIcmpPairs, ends.source_port)
                                               : answering_type(kIcmp6Pairs, ends.source_port);
    if (!answer) return ends;
    ends.destination_port = *answer;
  } else if (!hashes_ports(ends.protocol)) {
    ends.source_port = ends.destination_port = 0;
  }
  if (std::tie(ends.destination, ends.destination_port) < std::tie(ends.source, ends.source_port)) {
    std::swap(ends.source, ends.destination);
    std::swap(ends.source_port, ends.destination_port);
  }
  return ends;
}

// What is hashed: seed, addresses, protocol, a zero, ports; numbers in network byte order. With
// what SHA-1 puts behind it (RFC 3174 section 4) it is one block.
class HashInput {
 public:
  HashInput(const CommunityEnds& ends, std::uint16_t seed) {
    append(seed);
    append(ends.source, ends.ip_version);
    append(ends.destination, ends.ip_version);
    append(static_cast<std::uint16_t>(ends.protocol << 8));
    if (!hashes_ports(ends.protocol)) return;
    append(ends.source_port);
    append(ends.destination_port);
  }

  // Once.
  const std::uint8_t* block() {
    const std::size_t bits = 8 * size_;
    bytes_[size_] = 0x80;
    size_ = bytes_.size() - sizeof(std::uint16_t);
    append(static_cast<std::uint16_t>(bits));
    return bytes_.data();
  }

 private:
  void append(std::uint16_t number) {
    bytes_[size_++] = static_cast<std::uint8_t>(number >> 8);
    bytes_[size_++] = static_cast<std::uint8_t>(number & 0xff);
  }
  void append(const IpAddress& address, std::uint8_t ip_version) {
    const std::size_t length = ip_version == 4 ? 4 : 16;
    std::memcpy(&bytes_[size_], &address.bytes[16 - length], length);
    size_ += length;
  }

  static constexpr std::size_t kBlock = 64;
  static constexpr std::size_t kLongest = 40;  // with IPv6 addresses and ports
  static_assert(kLongest + 1 + sizeof(std::uint64_t) <= kBlock);

  std::array<std::uint8_t, kBlock> bytes_{};
  std::size_t size_ = 0;
};

#ifdef FLOWSNOOP_WITH_CRYPTO
// The functions that OpenSSL 3 would rather not see used: its newer ones take twice the time for so
// few bytes, and there is nothing secret in an ID.
bool sha1(HashInput input, unsigned char (&out)[kDigestSize]) {
  SHA_CTX context;
  if (SHA1_Init(&context) != 1) return false;
  SHA1_Transform(&context, input.block());
  unsigned char* next = out;
  for (const SHA_LONG word : {context.h0, context.h1, context.h2, context.h3, context.h4}) {
    for (int shift = 24; shift >= 0; shift -= 8)
      *next++ = static_cast<unsigned char>(word >> shift);
  }
  return true;
}

char* write_base64(const unsigned char (&digest)[kDigestSize], char* out) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static_assert(kDigestSize % 3 == 2);  // so that the last group is of two bytes
  for (std::size_t i = 0; i < kDigestSize; i += 3) {
    const bool is_last = i + 2 == kDigestSize;
    const std::uint32_t group = std::uint32_t{digest[i]} << 16 | std::uint32_t{digest[i + 1]} << 8 |
                                (is_last ? 0u : digest[i + 2]);
    *out++ = kDigits[group >> 18];
    *out++ = kDigits[group >> 12 & 0x3f];
    *out++ = kDigits[group >> 6 & 0x3f];
    *out++ = is_last ? '=' : kDigits[group & 0x3f];
  }
  return out;
}
#endif

}  // namespace

#ifdef FLOWSNOOP_WITH_CRYPTO
bool has_community_id() {
  return true;
}

char* format_community_id(const CommunityEnds& ends, std::uint16_t seed, char* out) {
  unsigned char digest[kDigestSize];
  if (!sha1(HashInput(in_order(ends), seed), digest)) return out;
  *out++ = '1';
  *out++ = ':';
  return write_base64(digest, out);
}
#else
bool has_community_id() {
  return false;
}

char* format_community_id(const CommunityEnds& /*ends*/, std::uint16_t /*seed*/, char* out) {
  return out;
}
#endif

std::string community_id(const CommunityEnds& ends, std::uint16_t seed) {
  char text[kCommunityIdSize];
  return {text, format_community_id(ends, seed, text)};
}

CommunityEnds community_ends(const FlowRecord& record) {
  CommunityEnds ends{record.client.address, record.server.address, record.ip_version,
                     record.protocol,       record.client.port,    record.server.port};
  if (is_icmp(record.protocol)) {
    ends.source_port = record.icmp_type;
    ends.destination_port = record.icmp_code;
    // A message that nobody asked for is that of its sender.
    if (record.client.packets == 0) std::swap(ends.source, ends.destination);
  }
  return ends;
}

}  // namespace flowsnoop
