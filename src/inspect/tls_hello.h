// ClientHello and ServerHello of TLS and DTLS (RFC 8446 section 4.1, RFC 5246 section 7.4.1, RFC
// 6347 section 4.2.1): what they offer and choose.
//
// What is found are views into the message's bytes, valid as long as those are. Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "inspect/match.h"

namespace flowsnoop {

// The longest hello that is read. Real ones are below 4 KiB, even with post-quantum keys.
inline constexpr std::size_t kMaxTlsHello = 16384;
inline constexpr std::size_t kMaxTlsSessionId = 32;

// Numbers of two bytes in a row, in network byte order.
class NumberList {
 public:
  NumberList() = default;
  // A last odd byte is left out.
  explicit NumberList(ByteView bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size() / 2; }
  std::uint16_t operator[](std::size_t index) const { return load_be16(&bytes_[2 * index]); }

 private:
  ByteView bytes_;
};

struct TlsExtension {
  std::uint16_t type = 0;
  ByteView body;
};

// The extensions of a hello, in the order in which they stand there.
class ExtensionList {
 public:
  ExtensionList() = default;
  // Nothing where an extension goes beyond the end.
  static std::optional<ExtensionList> parse(ByteView bytes);

  // Calls `take(const TlsExtension&)` for each.
  template <typename Take>
  void for_each(Take take) const {
    for (std::size_t at = 0; at < bytes_.size();) {
      const std::size_t size = load_be16(&bytes_[at + 2]);
      take(TlsExtension{load_be16(&bytes_[at]), bytes_.subspan(at + 4, size)});
      at += 4 + size;
    }
  }

 private:
  ByteView bytes_;  // checked: every extension is whole
};

// The names of an ALPN extension, RFC 7301 section 3.1.
class ProtocolNames {
 public:
  ProtocolNames() = default;
  // Nothing where a name is empty or goes beyond the end. `body` is that of the extension.
  static std::optional<ProtocolNames> parse(ByteView body);

  // The first name; empty where there is none.
  std::string_view first() const { return bytes_.empty() ? std::string_view{} : name_at(0); }

  // Calls `take(name)` for the first `limit` names.
  template <typename Take>
  void for_each(std::size_t limit, Take take) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < limit && at < bytes_.size(); ++i) {
      take(name_at(at));
      at += 1u + bytes_[at];
    }
  }

 private:
  std::string_view name_at(std::size_t at) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + at + 1, bytes_[at]};
  }

  ByteView bytes_;  // checked: every name is whole
};

struct ClientHello {
  std::uint16_t legacy_version = 0;
  ByteView session_id;       // at most kMaxTlsSessionId bytes
  NumberList cipher_suites;  // by preference
  ExtensionList extensions;
  bool has_server_name = false;  // the extension is there, whatever it holds
  std::string_view server_name;  // the first host_name, RFC 6066 section 3
  ProtocolNames protocols;       // ALPN, by preference
  NumberList supported_versions;
  NumberList signature_algorithms;
};

struct ServerHello {
  std::uint16_t version = 0;  // negotiated: of supported_versions where that is there
  std::uint16_t cipher_suite = 0;
  ByteView session_id;              // at most kMaxTlsSessionId bytes
  std::string_view protocol;        // ALPN; from TLS 1.3 on it is encrypted, and empty here
  bool has_pre_shared_key = false;  // TLS 1.3: one that the client offered is used
  bool is_retry_request = false;    // HelloRetryRequest: the ServerHello is still to come
};

enum class HelloForm : std::uint8_t { kTls, kDtls };

// `body` is the whole message without its handshake header. Nothing where it is malformed.
std::optional<ClientHello> parse_client_hello(ByteView body, HelloForm form = HelloForm::kTls);
std::optional<ServerHello> parse_server_hello(ByteView body);

// Values that clients send to see that servers ignore what they do not know: RFC 8701 section 2.
constexpr bool is_grease(std::uint16_t value) {
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

}  // namespace flowsnoop
