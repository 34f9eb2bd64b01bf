// Builds hellos of TLS as bytes, and has those of the RFCs. It shares no code with inspect/.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "inspect/said.h"

namespace flowsnoop::test {

inline Bytes be16(std::size_t value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}
inline Bytes counted8(const Bytes& bytes) {
  return join(Bytes{static_cast<std::uint8_t>(bytes.size())}, bytes);
}
inline Bytes counted16(const Bytes& bytes) {
  return join(be16(bytes.size()), bytes);
}
inline Bytes numbers(const std::vector<std::uint16_t>& values) {
  Bytes bytes;
  for (const std::uint16_t value : values) bytes = join(bytes, be16(value));
  return bytes;
}

inline Bytes extension(std::uint16_t type, const Bytes& body) {
  return join(be16(type), counted16(body));
}
inline Bytes server_name(std::string_view name) {
  return extension(0, counted16(join(Bytes{0}, counted16(text(name)))));
}
inline Bytes protocols(const std::vector<std::string_view>& names) {
  Bytes list;
  for (const std::string_view name : names) list = join(list, counted8(text(name)));
  return extension(16, counted16(list));
}
inline Bytes supported_versions(const std::vector<std::uint16_t>& versions) {
  return extension(43, counted8(numbers(versions)));
}
inline Bytes signature_algorithms(const std::vector<std::uint16_t>& values) {
  return extension(13, counted16(numbers(values)));
}

struct ClientHelloFields {
  std::uint16_t version = 0x0303;
  Bytes session_id{};
  std::vector<std::uint16_t> ciphers = {0x1301, 0x1302};
  Bytes extensions{};
  bool ends_before_extensions = false;
  bool has_cookie = false;  // of DTLS
};

// Without the header of the message.
inline Bytes client_hello(const ClientHelloFields& fields) {
  const Bytes head = join(be16(fields.version), fill(32, 0x11), counted8(fields.session_id),
                          fields.has_cookie ? counted8(fill(20, 0x33)) : Bytes{},
                          counted16(numbers(fields.ciphers)), Bytes{1, 0});
  return fields.ends_before_extensions ? head : join(head, counted16(fields.extensions));
}

struct ServerHelloFields {
  std::uint16_t version = 0x0303;
  Bytes random = fill(32, 0x22);
  Bytes session_id{};
  std::uint16_t cipher = 0xc02f;
  Bytes extensions{};
};
inline Bytes server_hello(const ServerHelloFields& fields) {
  return join(be16(fields.version), fields.random, counted8(fields.session_id), be16(fields.cipher),
              Bytes{0}, counted16(fields.extensions));
}

inline Bytes message(std::uint8_t type, const Bytes& body) {
  return join(Bytes{type, 0}, counted16(body));
}
inline Bytes record(const Bytes& content, std::uint8_t type = 22) {
  return join(Bytes{type, 3, 1}, counted16(content));
}

// `size` bytes from `offset` on of a message in a record of DTLS, RFC 6347 sections 4.1 and 4.2.2.
inline Bytes dtls_fragment(std::uint8_t type, const Bytes& body, std::size_t offset,
                           std::size_t size, std::size_t number = 0) {
  const auto begin = body.begin() + static_cast<Bytes::difference_type>(offset);
  const Bytes part(begin, begin + static_cast<Bytes::difference_type>(size));
  return join(Bytes{22, 0xfe, 0xfd}, fill(8),
              counted16(join(Bytes{type, 0}, be16(body.size()), be16(number), Bytes{0},
                             be16(offset), Bytes{0}, be16(size), part)));
}
inline Bytes dtls_message(std::uint8_t type, const Bytes& body) {
  return dtls_fragment(type, body, 0, body.size());
}

// RFC 8446 section 4.1.3.
inline Bytes retry_random() {
  return from_hex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
}

// The messages of RFC 9001 appendix A, with their headers.
inline Bytes rfc9001_client_hello() {
  return from_hex(
      "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113"
      "02010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d001700180010"
      "0007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753d"
      "e171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e040305030603020308040805080600"
      "2d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff08011001048000"
      "75300901100f088394c8f03e51570806048000ffff");
}
inline Bytes rfc9001_server_hello() {
  return from_hex(
      "020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a12001301000"
      "02e00330024001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a00"
      "2b00020304");
}
inline Bytes without_header(const Bytes& message) {
  return {message.begin() + 4, message.end()};
}

// Calls `use` with `bytes` cut at every length and with every byte changed, each time in heap
// memory of exact size, so that AddressSanitizer sees every read past the end.
template <typename Use>
void for_each_damage(const Bytes& bytes, Use use) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    use(Bytes(bytes.begin(), bytes.begin() + static_cast<Bytes::difference_type>(size)));
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      Bytes changed = bytes;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ mask);
      use(changed);
    }
  }
}

}  // namespace flowsnoop::test
