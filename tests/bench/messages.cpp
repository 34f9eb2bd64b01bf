#include "messages.h"

#include <string>
#include <string_view>

namespace flowsnoop::bench {
namespace {

void add8(Message& out, std::size_t value) {
  out.bytes[out.size++] = static_cast<std::uint8_t>(value);
}

void add16(Message& out, std::size_t value) {
  add8(out, value >> 8);
  add8(out, value);
}

void add_text(Message& out, std::string_view text) {
  for (const char character : text) add8(out, static_cast<unsigned char>(character));
}

// Thirty-two bytes that look random.
void add_random(Message& out, std::uint32_t number) {
  std::uint64_t state = number;
  for (int i = 0; i < 32; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    add8(out, state >> 56);
  }
}

std::string host_name(std::uint32_t number) {
  return "host-" + std::to_string(number % 10'000) + ".example";
}

// Begins a TLS record with a handshake message in it; end_handshake() fills the lengths in.
void begin_handshake(Message& out, std::uint8_t type) {
  out.size = 0;
  for (const int byte : {0x16, 0x03, 0x01, 0, 0, int{type}, 0, 0, 0, 0x03, 0x03}) {
    add8(out, static_cast<std::size_t>(byte));
  }
}

Bytes end_handshake(Message& out) {
  put16(out.bytes + 3, static_cast<std::uint32_t>(out.size - 5));
  put16(out.bytes + 7, static_cast<std::uint32_t>(out.size - 9));
  return out.view();
}

void add_server_name(Message& out, std::string_view name) {
  add16(out, 0);  // RFC 6066 section 3
  add16(out, name.size() + 5);
  add16(out, name.size() + 3);
  add8(out, 0);
  add16(out, name.size());
  add_text(out, name);
}

// Application-layer protocol negotiation (RFC 7301): "h2", "http/1.1".
void add_alpn(Message& out) {
  add_text(out, std::string_view("\x00\x10\x00\x0e\x00\x0c\x02h2\x08http/1.1", 18));
}

void dns_header(Message& out, std::uint32_t number, std::uint16_t flags, std::size_t answers) {
  out.size = 0;
  add16(out, number & 0xffff);
  add16(out, flags);
  add16(out, 1);
  add16(out, answers);
  add16(out, 0);
  add16(out, 0);
}

void add_question(Message& out, std::uint32_t number) {
  const std::string name = host_name(number);
  const std::size_t first_label = name.find('.');
  add8(out, first_label);
  add_text(out, std::string_view(name).substr(0, first_label));
  add_text(out, std::string_view("\x07"
                                 "example\0",
                                 9));
  add16(out, 1);  // A
  add16(out, 1);  // IN
}

}  // namespace

// RFC 8446 section 4.1.2.
Bytes tls_client_hello(std::uint32_t number, Message& out) {
  begin_handshake(out, 1);
  add_random(out, number);
  add8(out, 32);
  add_random(out, number + 1);
  constexpr int kCipherSuites = 16;
  add16(out, 2 * kCipherSuites);
  for (std::size_t i = 0; i < kCipherSuites; ++i) add16(out, i < 3 ? 0x1301 + i : 0xc020 + i);
  add16(out, 0x0100);  // one compression method: none
  const std::size_t extensions = out.size;
  add16(out, 0);
  add_server_name(out, host_name(number));
  add_alpn(out);
  add_text(out, std::string_view("\x00\x2b\x00\x05\x04\x03\x04\x03\x03", 9));  // versions 1.3, 1.2
  add_text(out, std::string_view("\x00\x33\x00\x26\x00\x24\x00\x1d\x00\x20", 10));  // x25519 share
  add_random(out, number + 2);
  put16(out.bytes + extensions, static_cast<std::uint32_t>(out.size - extensions - 2));
  return end_handshake(out);
}

// RFC 8446 section 4.1.3.
Bytes tls_server_hello(std::uint32_t number, Message& out) {
  begin_handshake(out, 2);
  add_random(out, ~number);
  add8(out, 32);
  add_random(out, number + 1);
  add16(out, 0x1301);
  add8(out, 0);
  add16(out, 46);
  add_text(out, std::string_view("\x00\x2b\x00\x02\x03\x04", 6));
  add_text(out, std::string_view("\x00\x33\x00\x24\x00\x1d\x00\x20", 8));
  add_random(out, ~number + 2);
  return end_handshake(out);
}

Bytes http_request(std::uint32_t number, Message& out) {
  out.size = 0;
  add_text(out, "GET /item/" + std::to_string(number) + " HTTP/1.1\r\nHost: " + host_name(number));
  add_text(out, "\r\nUser-Agent: bench/1.0\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n\r\n");
  return out.view();
}

Bytes http_response(Message& out) {
  out.size = 0;
  add_text(out,
           "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/octet-stream\r\n"
           "Content-Length: 100000\r\nConnection: keep-alive\r\n\r\n");
  return out.view();
}

// RFC 1035 section 4.1.
Bytes dns_query(std::uint32_t number, Message& out) {
  dns_header(out, number, 0x0100, 0);
  add_question(out, number);
  return out.view();
}

Bytes dns_response(std::uint32_t number, Message& out) {
  dns_header(out, number, 0x8180, 1);
  add_question(out, number);
  add_text(out, std::string_view("\xc0\x0c\x00\x01\x00\x01\x00\x00\x01\x2c\x00\x04\xc6\x33\x64\x07",
                                 16));
  return out.view();
}

}  // namespace flowsnoop::bench
