// JA4, the fingerprint of a TLS client, as FoxIO specifies it ("JA4: TLS Client Fingerprinting",
// technical_details/JA4.md of github.com/FoxIO-LLC/ja4, BSD 3-clause).
#pragma once

#include <array>
#include <optional>

#include "inspect/tls_hello.h"

namespace flowsnoop {

inline constexpr std::size_t kJa4Size = 36;

// `transport` is 't' over TCP, 'q' for QUIC, 'd' for DTLS. Nothing where the program was built
// without OpenSSL, or where the hello names more than 512 ciphers, extensions or algorithms.
std::optional<std::array<char, kJa4Size>> ja4_fingerprint(const ClientHello& hello, char transport);

}  // namespace flowsnoop
