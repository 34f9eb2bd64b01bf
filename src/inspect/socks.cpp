// SOCKS 4 and 4a, SOCKS 5 (RFC 1928 sections 3, 4 and 6).
//
// The messages are a few bytes, so each has to have its exact length.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

bool is_socks_port(std::uint16_t port) {
  return port == 1080 || port == 1081 || port == 9050 || port == 9150;
}

Finding version_4(const PayloadView& payload) {
  constexpr std::size_t kFixed = 8;
  if (payload.bytes.size() <= kFixed || payload.bytes.size() != payload.length) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool command = p[1] == 1 || p[1] == 2;
  // User id and, in 4a, a host name: both end with a zero.
  if (!command || load_be16(p + 2) == 0 || payload.bytes.back() != 0) return no_finding();
  for (std::uint8_t c : payload.bytes.subspan(kFixed)) {
    if (c != 0 && (c < 0x20 || c > 0x7e)) return no_finding();
  }
  return from_client(Application::kSocks);
}

// How long a request or a reply of version 5 is, by the form of its address; 0: no such form.
std::size_t message_length(const PayloadView& payload) {
  constexpr std::size_t kFixed = 4;
  constexpr std::size_t kPort = 2;
  switch (payload.bytes[3]) {
    case 1:
      return kFixed + 4 + kPort;
    case 3:
      return payload.bytes.size() > kFixed ? kFixed + 1 + payload.bytes[kFixed] + kPort : 0;
    case 4:
      return kFixed + 16 + kPort;
    default:
      return 0;
  }
}

bool is_greeting(const PayloadView& payload) {
  constexpr unsigned kMaxMethods = 8;
  const unsigned methods = payload.bytes[1];
  if (methods < 1 || methods > kMaxMethods || payload.length != 2 + methods) return false;
  for (std::uint8_t method : payload.bytes.subspan(2)) {
    if (method > 9 && method != 0x80) return false;
  }
  return payload.bytes.size() == payload.length;
}

Finding version_5(const PayloadView& payload) {
  constexpr std::size_t kWithAddress = 10;
  const std::uint8_t* p = payload.bytes.data();
  if (payload.bytes.size() < 2) return no_finding();
  const bool from_port = is_socks_port(payload.source_port);
  if (payload.length == 2 && from_port && (p[1] <= 2 || p[1] == 0xff)) {
    return from_server(Application::kSocks);
  }
  if (!from_port && is_greeting(payload)) return from_client(Application::kSocks);
  if (payload.bytes.size() < 4 || p[2] != 0 || message_length(payload) != payload.length) {
    return no_finding();
  }
  if (p[1] == 0) return from_server(Application::kSocks);
  if (p[1] > 8) return no_finding();
  if (p[1] > 3) return from_server(Application::kSocks, Strength::kHint);
  // Codes 1 to 3 are commands in a request and failures in a reply, which then has no address.
  if (payload.bytes.size() < kWithAddress) return from_anyone(Application::kSocks);
  return all_zero(payload.bytes.subspan(4, 6)) ? from_server(Application::kSocks, Strength::kHint)
                                               : from_client(Application::kSocks);
}

}  // namespace

Finding recognise_socks(const PayloadView& payload) {
  return payload.bytes[0] == 4 ? version_4(payload) : version_5(payload);
}

// Replies of version 4: a version of 0, then a code.
Finding recognise_socks4_reply(const PayloadView& payload) {
  constexpr std::size_t kReply = 8;
  if (payload.length != kReply || payload.bytes.size() < 2) return no_finding();
  const bool right = payload.bytes[1] >= 0x5a && payload.bytes[1] <= 0x5d;
  return right && is_socks_port(payload.source_port) ? from_server(Application::kSocks)
                                                     : no_finding();
}

}  // namespace flowsnoop
