#include "inspect/quic_initial.h"

#include <algorithm>
#include <string_view>

namespace flowsnoop {
namespace {

constexpr std::size_t kMaxHeader = 1024;  // token included
constexpr std::size_t kMaxNumberSize = 4;

using Salt = std::array<std::uint8_t, 20>;
constexpr Salt kSaltOfDraft23 = {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7,
                                 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02};
constexpr Salt kSaltOfDraft29 = {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97,
                                 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99};
constexpr Salt kSaltOfVersion1 = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
                                  0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
constexpr Salt kSaltOfVersion2 = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
                                  0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};

// Drafts 23 to 28 had one salt, 29 to 32 another; 33 and 34 have that of version 1.
const Salt& salt_of(std::uint32_t version) {
  constexpr std::uint32_t kDraft29 = 0xff00001d;
  constexpr std::uint32_t kDraft33 = 0xff000021;
  if (version == kQuicVersion2) return kSaltOfVersion2;
  if (version == kQuicVersion1 || version >= kDraft33) return kSaltOfVersion1;
  return version >= kDraft29 ? kSaltOfDraft29 : kSaltOfDraft23;
}

// HKDF-Expand-Label without a context: RFC 8446 section 7.1, RFC 5869 section 2.3. `out` has at
// most the size of a digest, so that one round is enough.
bool expand_label(const Sha256Digest& secret, std::string_view label, std::span<std::uint8_t> out) {
  constexpr std::string_view kPrefix = "tls13 ";
  std::array<std::uint8_t, 32> info{};
  const std::size_t label_size = kPrefix.size() + label.size();
  info[1] = static_cast<std::uint8_t>(out.size());
  info[2] = static_cast<std::uint8_t>(label_size);
  auto end = std::copy(kPrefix.begin(), kPrefix.end(), info.begin() + 3);
  end = std::copy(label.begin(), label.end(), end);
  *end++ = 0;  // size of the context
  *end++ = 1;  // number of the round
  Sha256Digest expanded;
  const auto size = static_cast<std::size_t>(end - info.begin());
  if (!hmac_sha256(secret, ByteView(info).first(size), expanded)) return false;
  std::copy_n(expanded.begin(), out.size(), out.begin());
  return true;
}

// RFC 9001 section 5.3.
GcmNonce nonce_of(const GcmNonce& iv, std::uint32_t number) {
  GcmNonce nonce = iv;
  for (std::size_t i = 0; i < 4; ++i) {
    nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(number >> 8 * i);
  }
  return nonce;
}

}  // namespace

std::optional<QuicKeys> quic_initial_keys(std::uint32_t version, ByteView client_id,
                                          QuicSide side) {
  if (!is_readable_quic_version(version)) return std::nullopt;
  Sha256Digest initial;
  Sha256Digest secret;
  QuicKeys keys;
  const bool is_version2 = version == kQuicVersion2;
  const bool made =
      hmac_sha256(salt_of(version), client_id, initial) &&
      expand_label(initial, side == QuicSide::kClient ? "client in" : "server in", secret) &&
      expand_label(secret, is_version2 ? "quicv2 key" : "quic key", keys.key) &&
      expand_label(secret, is_version2 ? "quicv2 iv" : "quic iv", keys.iv) &&
      expand_label(secret, is_version2 ? "quicv2 hp" : "quic hp", keys.header_key);
  return made ? std::optional(keys) : std::nullopt;
}

// RFC 9001 section 5.4: the packet number and its size are hidden by a mask that is made from the
// bytes after where the longest packet number would end.
std::optional<ByteView> open_quic_initial(const QuicPacket& packet, const QuicKeys& keys,
                                          std::span<std::uint8_t, kMaxQuicInitial> plain) {
  const std::size_t number_at = packet.number_at;
  const std::size_t sample_at = number_at + kMaxNumberSize;
  AesBlock mask;
  if (packet.bytes.size() > plain.size() || sample_at > kMaxHeader ||
      packet.bytes.size() < sample_at + mask.size() ||
      !aes128_encrypt(keys.header_key, packet.bytes.subspan(sample_at, mask.size()), mask)) {
    return std::nullopt;
  }
  std::array<std::uint8_t, kMaxHeader> header;
  std::copy_n(packet.bytes.begin(), sample_at, header.begin());
  header[0] = static_cast<std::uint8_t>(header[0] ^ (mask[0] & 0x0f));
  const std::size_t number_size = 1u + (header[0] & 3u);
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < number_size; ++i) {
    header[number_at + i] ^= mask[1 + i];
    number = number << 8 | header[number_at + i];
  }
  const std::size_t header_size = number_at + number_size;
  const ByteView sealed = packet.bytes.subspan(header_size);
  if (!aes128_gcm_open(keys.key, nonce_of(keys.iv, number), ByteView(header).first(header_size),
                       sealed, plain)) {
    return std::nullopt;
  }
  return ByteView(plain).first(sealed.size() - kGcmTagSize);
}

}  // namespace flowsnoop
