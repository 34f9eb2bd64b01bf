#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "inspect/crypto/crypto.h"

namespace flowsnoop {
namespace {

struct Free {
  void operator()(EVP_MD* md) const { EVP_MD_free(md); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

// Fetching an algorithm and making a context cost far more than using them.
struct Tools {
  Owned<EVP_MD> sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  Owned<EVP_CIPHER> ecb{EVP_CIPHER_fetch(nullptr, "AES-128-ECB", nullptr)};
  Owned<EVP_CIPHER> gcm{EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr)};
  Owned<EVP_MD_CTX> hashing{EVP_MD_CTX_new()};
  Owned<EVP_CIPHER_CTX> ecb_context{EVP_CIPHER_CTX_new()};
  Owned<EVP_CIPHER_CTX> gcm_context{EVP_CIPHER_CTX_new()};
  bool ok = sha256 && ecb && gcm && hashing && ecb_context && gcm_context;
};

Tools& tools() {
  thread_local Tools made;
  return made;
}

bool sha256_of_two(ByteView first, ByteView second, Sha256Digest& digest) {
  const Tools& use = tools();
  EVP_MD_CTX* context = use.hashing.get();
  return use.ok && EVP_DigestInit_ex2(context, use.sha256.get(), nullptr) == 1 &&
         EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
         EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
         EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
}

}  // namespace

bool has_crypto() {
  return true;
}

bool sha256(ByteView bytes, Sha256Digest& digest) {
  return sha256_of_two(bytes, {}, digest);
}

// RFC 2104 section 2. EVP_MAC would need a context for every key.
bool hmac_sha256(ByteView key, ByteView bytes, Sha256Digest& code) {
  std::array<std::uint8_t, 64> inner_pad{};
  if (key.size() > inner_pad.size()) return false;
  std::copy(key.begin(), key.end(), inner_pad.begin());
  std::array<std::uint8_t, 64> outer_pad = inner_pad;
  for (std::uint8_t& byte : inner_pad) byte ^= 0x36;
  for (std::uint8_t& byte : outer_pad) byte ^= 0x5c;
  Sha256Digest inner;
  return sha256_of_two(inner_pad, bytes, inner) && sha256_of_two(outer_pad, inner, code);
}

bool aes128_encrypt(const AesKey& key, ByteView block, AesBlock& encrypted) {
  const Tools& use = tools();
  EVP_CIPHER_CTX* context = use.ecb_context.get();
  int written = 0;
  return use.ok && block.size() == encrypted.size() &&
         EVP_EncryptInit_ex2(context, use.ecb.get(), key.data(), nullptr, nullptr) == 1 &&
         EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
         EVP_EncryptUpdate(context, encrypted.data(), &written, block.data(),
                           static_cast<int>(block.size())) == 1;
}

bool aes128_gcm_open(const AesKey& key, const GcmNonce& nonce, ByteView associated, ByteView sealed,
                     std::span<std::uint8_t> plain) {
  if (sealed.size() < kGcmTagSize || sealed.size() - kGcmTagSize > plain.size()) return false;
  const Tools& use = tools();
  EVP_CIPHER_CTX* context = use.gcm_context.get();
  const ByteView text = sealed.first(sealed.size() - kGcmTagSize);
  AesBlock tag;
  std::copy_n(sealed.end() - kGcmTagSize, kGcmTagSize, tag.begin());
  int written = 0;
  std::array<std::uint8_t, 16> nothing_more;
  return use.ok &&
         EVP_DecryptInit_ex2(context, use.gcm.get(), key.data(), nonce.data(), nullptr) == 1 &&
         EVP_DecryptUpdate(context, nullptr, &written, associated.data(),
                           static_cast<int>(associated.size())) == 1 &&
         EVP_DecryptUpdate(context, plain.data(), &written, text.data(),
                           static_cast<int>(text.size())) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kGcmTagSize, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(context, nothing_more.data(), &written) == 1;
}

}  // namespace flowsnoop
