// Names of the numbers that a ServerHello chooses.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace flowsnoop {

// "1.3", "1.2", "1.1", "1.0", "SSLv3", "1.3-draft-28"; of DTLS the same numbers. Empty for others.
// Owns its text.
class TlsVersionName {
 public:
  explicit TlsVersionName(std::uint16_t version);
  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::size_t size_ = 0;
  std::array<char, 16> text_{};
};

// A draft of TLS 1.3, with its number in the low byte. Facebook had numbers of its own for some.
constexpr bool is_tls13_draft(std::uint16_t version) {
  return version >> 8 == 0x7f || version >> 8 == 0xfb;
}
// TLS 1.3, a draft of it, or DTLS 1.3.
constexpr bool is_tls13(std::uint16_t version) {
  return version == 0x0304 || version == 0xfefc || is_tls13_draft(version);
}

// The name that IANA registered, "TLS_AES_128_GCM_SHA256", or the number, "0x1301". Owns its text.
class TlsCipherName {
 public:
  explicit TlsCipherName(std::uint16_t suite);
  std::string_view text() const { return name_.empty() ? std::string_view(hex_.data(), 6) : name_; }

 private:
  std::string_view name_;
  std::array<char, 6> hex_{};
};

struct TlsCipherSuite {
  std::uint16_t number;
  std::string_view name;
};

// By number, in ascending order.
std::span<const TlsCipherSuite> tls_cipher_suites();

}  // namespace flowsnoop
