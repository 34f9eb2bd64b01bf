// What stands in for OpenSSL where the program is built without it.
#include "inspect/crypto/crypto.h"

namespace flowsnoop {

bool has_crypto() {
  return false;
}
bool sha256(ByteView, Sha256Digest&) {
  return false;
}
bool hmac_sha256(ByteView, ByteView, Sha256Digest&) {
  return false;
}
bool aes128_encrypt(const AesKey&, ByteView, AesBlock&) {
  return false;
}
bool aes128_gcm_open(const AesKey&, const GcmNonce&, ByteView, ByteView, std::span<std::uint8_t>) {
  return false;
}

}  // namespace flowsnoop
