// The cryptography that labels need: SHA-256, HMAC and AES-128, through OpenSSL.
//
// Every function returns false where it cannot: always, if the program was built without OpenSSL,
// and where OpenSSL refuses. What they need of OpenSSL is made once per thread and used again, so
// they may be called from several threads.
#pragma once

#include <array>

#include "inspect/match.h"

namespace flowsnoop {

using Sha256Digest = std::array<std::uint8_t, 32>;
using AesKey = std::array<std::uint8_t, 16>;
using AesBlock = std::array<std::uint8_t, 16>;
using GcmNonce = std::array<std::uint8_t, 12>;
inline constexpr std::size_t kGcmTagSize = 16;

// Whether the program was built with OpenSSL.
bool has_crypto();

bool sha256(ByteView bytes, Sha256Digest& digest);

// HMAC-SHA-256, RFC 2104. A key has at most 64 bytes.
bool hmac_sha256(ByteView key, ByteView bytes, Sha256Digest& code);

// One block.
bool aes128_encrypt(const AesKey& key, ByteView block, AesBlock& encrypted);

// AES-128-GCM: `sealed` is the cipher text and its tag, `plain` has at least room for the former.
// False too where the tag is not that of `sealed` and `associated`.
bool aes128_gcm_open(const AesKey& key, const GcmNonce& nonce, ByteView associated, ByteView sealed,
                     std::span<std::uint8_t> plain);

}  // namespace flowsnoop
