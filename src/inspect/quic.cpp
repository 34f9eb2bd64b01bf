// QUIC long headers (RFC 9000 section 17.2, RFC 9369 for version 2, RFC 8999 for what all versions
// share) and the older form that Google used. Short headers say nothing.
//
// An Initial is encrypted, so its direction is read from what surrounds it: only a client has a
// token, browsers give themselves an empty or a very short connection id while servers do not, and
// a client pads every datagram that holds an Initial to 1200 bytes (section 14.1).
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::uint32_t kVersion2 = 0x6b3343cf;
constexpr std::uint32_t kMinClientInitial = 1200;
constexpr std::size_t kMaxConnectionId = 20;
constexpr std::size_t kMinFirstId = 8;  // what a client makes up for the server, section 7.2
constexpr std::size_t kShortId = 3;     // what clients give themselves: none, or 3 bytes

enum class PacketType : std::uint8_t { kInitial, kZeroRtt, kHandshake, kRetry };

bool is_known_version(std::uint32_t version) {
  return version == 1 || version == kVersion2 || (version >> 8) == 0xff0000 ||  // drafts
         (version >> 4) == 0xfaceb00 ||                                         // mvfst
         (version >> 16) == 0x5130 || (version >> 16) == 0x5430;                // "Q0", "T0"
}

PacketType packet_type(std::uint8_t first, std::uint32_t version) {
  const unsigned bits = (first >> 4) & 3u;
  return static_cast<PacketType>(version == kVersion2 ? (bits + 3) & 3u : bits);
}

struct Variable {
  std::uint64_t value = 0;
  std::size_t size = 0;  // 0: not captured
};

// RFC 9000 section 16.
Variable variable_integer(ByteView bytes, std::size_t offset) {
  if (offset >= bytes.size()) return {};
  const std::size_t size = std::size_t{1} << (bytes[offset] >> 6);
  if (offset + size > bytes.size()) return {};
  std::uint64_t value = bytes[offset] & 0x3fu;
  for (std::size_t i = 1; i < size; ++i) value = value << 8 | bytes[offset + i];
  return {value, size};
}

Finding initial(const PayloadView& payload, std::size_t offset, std::size_t destination_id,
                std::size_t source_id) {
  const Variable token = variable_integer(payload.bytes, offset);
  if (token.size == 0) return from_anyone(Application::kQuic);
  if (token.value > payload.length) return no_finding();
  if (token.value > 0) return from_client(Application::kQuic);
  if (source_id <= kShortId && destination_id >= kMinFirstId) {
    return from_client(Application::kQuic);
  }
  if (destination_id <= kShortId && source_id > kShortId) return from_server(Application::kQuic);
  if (payload.length < kMinClientInitial) {
    return from_server(Application::kQuic, Strength::kHint);
  }
  const Variable length = variable_integer(payload.bytes, offset + token.size);
  if (length.size == 0) return from_anyone(Application::kQuic);
  // A client's first datagram is one packet; what goes with a second packet may be either side's.
  const bool whole = offset + token.size + length.size + length.value >= payload.length;
  return whole ? from_client(Application::kQuic, Strength::kHint) : from_anyone(Application::kQuic);
}

// Version Q046 has both id lengths in one byte, 0 or 8 bytes each.
Finding google_nibbles(std::uint8_t lengths) {
  if (lengths == 0x50) return from_client(Application::kQuic);
  if (lengths == 0x05) return from_server(Application::kQuic);
  return from_anyone(Application::kQuic);
}

Finding long_header(const PayloadView& payload) {
  constexpr std::size_t kFixed = 7;  // flags, version, both id lengths at their smallest
  if (payload.bytes.size() < kFixed) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t version = load_be32(p + 1);
  if (version == 0x51303436) return google_nibbles(p[5]);
  const std::size_t destination_id = p[5];
  const std::size_t source_at = 6 + destination_id;
  if (destination_id > kMaxConnectionId || payload.bytes.size() <= source_at) return no_finding();
  const std::size_t source_id = p[source_at];
  const std::size_t rest_at = source_at + 1 + source_id;
  if (source_id > kMaxConnectionId || rest_at >= payload.length) return no_finding();
  if (version == 0) {  // version negotiation: a list of versions to the end
    const bool list = (payload.length - rest_at) % 4 == 0 && payload.bytes.size() >= rest_at + 4;
    const bool known = list && (is_known_version(load_be32(p + rest_at)) ||
                                (load_be32(p + rest_at) & 0x0f0f0f0f) == 0x0a0a0a0a);
    return known ? from_server(Application::kQuic) : no_finding();
  }
  if (!is_known_version(version) || (p[0] & 0x40) == 0) return no_finding();
  switch (packet_type(p[0], version)) {
    case PacketType::kInitial:
      return initial(payload, rest_at, destination_id, source_id);
    case PacketType::kZeroRtt:
      return from_client(Application::kQuic);
    case PacketType::kRetry:
      return from_server(Application::kQuic);
    case PacketType::kHandshake:
      break;
  }
  return from_anyone(Application::kQuic);
}

// Before Q044 only a client's packets carried a version: flags, an eight-byte id, "Q0nn".
Finding old_google_header(const PayloadView& payload) {
  constexpr std::size_t kFixed = 13;
  if (payload.bytes.size() < kFixed) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool right = (p[0] & 0xcb) == 0x09 && p[9] == 'Q' && p[10] == '0' && p[11] >= '0' &&
                     p[11] <= '4' && p[12] >= '0' && p[12] <= '9';
  return right ? from_client(Application::kQuic) : no_finding();
}

}  // namespace

Finding recognise_quic(const PayloadView& payload) {
  return payload.bytes[0] & 0x80 ? long_header(payload) : old_google_header(payload);
}

}  // namespace flowsnoop
