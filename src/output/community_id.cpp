#include "flowsnoop/community_id.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <tuple>

#include "flowsnoop/ports.h"

#ifdef FLOWSNOOP_WITH_CRYPTO
#include <openssl/evp.h>

#include <memory>
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

// What is hashed: seed, addresses, protocol, a zero, ports; numbers in network byte order.
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

  const std::uint8_t* data() const { return bytes_.data(); }
  std::size_t size() const { return size_; }

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

  std::array<std::uint8_t, 40> bytes_;  // of the longest: with IPv6 addresses and ports
  std::size_t size_ = 0;
};

#ifdef FLOWSNOOP_WITH_CRYPTO
// Finding a digest by its name costs more than hashing: it is found once.
class Sha1 {
 public:
  Sha1() : digest_(EVP_MD_fetch(nullptr, "SHA1", nullptr)), context_(EVP_MD_CTX_new()) {}

  bool hash(const HashInput& input, unsigned char (&out)[kDigestSize]) {
    return digest_ && context_ && EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr) == 1 &&
           EVP_DigestUpdate(context_.get(), input.data(), input.size()) == 1 &&
           EVP_DigestFinal_ex(context_.get(), out, nullptr) == 1;
  }

 private:
  struct Free {
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> digest_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

bool sha1(const HashInput& input, unsigned char (&out)[kDigestSize]) {
  thread_local Sha1 hasher;
  return hasher.hash(input, out);
}

char* write_base64(const unsigned char (&digest)[kDigestSize], char* out) {
  unsigned char text[kCommunityIdSize];  // with the zero that OpenSSL adds
  const int length = EVP_EncodeBlock(text, digest, kDigestSize);
  std::memcpy(out, text, static_cast<std::size_t>(length));
  return out + length;
}
#endif

}  // namespace

#ifdef FLOWSNOOP_WITH_CRYPTO
bool has_community_id() {
  // A system's policy may forbid SHA-1.
  static const bool works = [] {
    unsigned char digest[kDigestSize];
    return sha1(HashInput({}, 0), digest);
  }();
  return works;
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
