#include "quic_seal.h"

#ifdef FLOWSNOOP_WITH_CRYPTO
#include <openssl/evp.h>
#endif

#include <memory>

namespace flowsnoop::fuzz {
#ifdef FLOWSNOOP_WITH_CRYPTO
namespace {

constexpr std::size_t kNumberSize = 1;
constexpr std::size_t kLeastFrames = 24;  // so that there is a sample to hide the header with

void append(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

Bytes make_header(const InitialPacket& packet, std::size_t frames_size) {
  const std::uint8_t type = packet.version == kQuicVersion2 ? 0xd0 : 0xc0;  // RFC 9369 section 3.2
  Bytes header{type};
  for (int shift = 24; shift >= 0; shift -= 8) {
    header.push_back(static_cast<std::uint8_t>(packet.version >> shift));
  }
  header.push_back(static_cast<std::uint8_t>(packet.destination_id.size()));
  append(header, packet.destination_id);
  header.push_back(0);  // no source connection ID
  header.push_back(0);  // no token
  const std::size_t length = kNumberSize + frames_size + kGcmTagSize;
  header.push_back(static_cast<std::uint8_t>(0x40 | length >> 8));  // of two bytes
  header.push_back(static_cast<std::uint8_t>(length));
  header.push_back(packet.number);
  return header;
}

Bytes seal(const QuicKeys& keys, std::uint8_t number, const Bytes& header, const Bytes& frames) {
  GcmNonce nonce = keys.iv;
  nonce.back() ^= number;
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  Bytes sealed(frames.size() + kGcmTagSize);
  int size = 0;
  const bool done = EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, keys.key.data(),
                                       nonce.data()) == 1 &&
                    EVP_EncryptUpdate(context.get(), nullptr, &size, header.data(),
                                      static_cast<int>(header.size())) == 1 &&
                    EVP_EncryptUpdate(context.get(), sealed.data(), &size, frames.data(),
                                      static_cast<int>(frames.size())) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), sealed.data() + size, &size) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kGcmTagSize,
                                        sealed.data() + frames.size()) == 1;
  require(done, "frames can be sealed");
  return sealed;
}

}  // namespace

Bytes seal_initial(const InitialPacket& packet) {
  const auto keys = quic_initial_keys(packet.version, packet.client_id, packet.side);
  if (!keys) return {};
  Bytes frames(packet.frames.begin(), packet.frames.end());
  frames.resize(std::clamp<std::size_t>(frames.size(), kLeastFrames, 8192));
  Bytes out = make_header(packet, frames.size());
  const std::size_t number_at = out.size() - kNumberSize;
  append(out, seal(*keys, packet.number, out, frames));
  AesBlock mask;
  const ByteView sample = ByteView(out).subspan(number_at + 4, mask.size());
  if (!aes128_encrypt(keys->header_key, sample, mask)) return {};
  out[0] = static_cast<std::uint8_t>(out[0] ^ (mask[0] & 0x0f));
  out[number_at] ^= mask[1];
  return out;
}
#else
Bytes seal_initial(const InitialPacket& /*packet*/) {
  return {};
}
#endif

}  // namespace flowsnoop::fuzz
