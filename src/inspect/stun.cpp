// STUN and TURN (RFC 8489 section 5, RFC 8656), and STUN as it was before its cookie (RFC 3489).
//
// Both ends of an ICE conversation (RFC 8445 section 7) send requests, and both answer them.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 20;
constexpr std::uint32_t kCookie = 0x2112a442;
constexpr std::uint16_t kBinding = 1;
constexpr int kMaxAttributes = 24;  // that are looked at

enum Attribute : std::uint16_t {
  kUsername = 0x0006,
  kMessageIntegrity = 0x0008,
  kPriority = 0x0024,
  kUseCandidate = 0x0025,
  kIceControlled = 0x8029,
  kIceControlling = 0x802a,
};

struct Attributes {
  bool whole = false;  // they end where the payload does
  bool cut = false;    // some were not captured
  bool ice = false;
  bool integrity = false;
  bool username = false;
};

Attributes read_attributes(const PayloadView& payload) {
  Attributes result;
  std::size_t at = kHeader;
  for (int i = 0; i < kMaxAttributes && at + 4 <= payload.bytes.size(); ++i) {
    const std::uint16_t type = load_be16(&payload.bytes[at]);
    const std::size_t length = load_be16(&payload.bytes[at + 2]);
    result.ice |= type == kPriority || type == kUseCandidate || type == kIceControlled ||
                  type == kIceControlling;
    result.integrity |= type == kMessageIntegrity;
    result.username |= type == kUsername;
    at += 4 + ((length + 3) & ~std::size_t{3});
  }
  result.whole = at == payload.length;
  result.cut = payload.bytes.size() < kHeader + load_be16(&payload.bytes[2]);
  return result;
}

// RFC 8489 section 5: the class is bits 4 and 8 of the type, the method is around them.
unsigned message_class(std::uint16_t type) {
  return ((type >> 4) & 1u) | ((type >> 7) & 2u);
}
std::uint16_t method(std::uint16_t type) {
  return static_cast<std::uint16_t>((type & 0x0f) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2));
}

Finding by_class(std::uint16_t type, const Attributes& attributes, bool on_stun_port) {
  enum : unsigned { kRequest, kIndication, kSuccess, kError };
  constexpr std::uint16_t kSend = 6;
  constexpr std::uint16_t kData = 7;
  const unsigned sent_class = message_class(type);
  if (sent_class == kIndication) {
    if (method(type) == kSend) return from_client(Application::kStun);
    if (method(type) == kData) return from_server(Application::kStun);
    return from_anyone(Application::kStun);
  }
  const Speaker speaker = sent_class == kRequest ? Speaker::kClient : Speaker::kServer;
  if (method(type) != kBinding) return found(Application::kStun, speaker);
  if (attributes.ice) return from_peer(Application::kStun);
  if (attributes.cut) return from_anyone(Application::kStun);
  // Whoever asks a public server for its own address has no name and no password there.
  const bool perhaps_ice = attributes.username || attributes.integrity || sent_class == kError;
  if (!perhaps_ice) return found(Application::kStun, speaker);
  return on_stun_port ? found(Application::kStun, speaker, Strength::kHint)
                      : from_peer(Application::kStun);
}

}  // namespace

Finding recognise_stun(const PayloadView& payload) {
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint16_t type = load_be16(p);
  const std::uint32_t length = load_be16(p + 2);
  if (type >= 0x4000 || length % 4 != 0 || kHeader + length > payload.length) return no_finding();
  const Attributes attributes = read_attributes(payload);
  const bool port = on_port(payload, 3478, 3479, 5349, 19302);
  if (load_be32(p + 4) == kCookie) return by_class(type, attributes, port);
  const bool classic = type == 0x0001 || type == 0x0101 || type == 0x0111;
  const bool whole = kHeader + length == payload.length && (length > 0 ? attributes.whole : port);
  return classic && whole ? by_class(type, attributes, port) : no_finding();
}

}  // namespace flowsnoop
