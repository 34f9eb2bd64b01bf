// Protocols by which a device asks whether somebody may come in: RADIUS (RFC 2865 section 3, RFC
// 2866, RFC 5176), TACACS+ (RFC 8907 section 4.1), Diameter (RFC 6733 section 3).
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

Speaker radius_speaker(std::uint8_t code) {
  switch (code) {
    case 1:   // Access-Request
    case 4:   // Accounting-Request
    case 12:  // Status-Server
    case 40:  // Disconnect-Request
    case 43:  // CoA-Request
      return Speaker::kClient;
    case 2:   // Access-Accept
    case 3:   // Access-Reject
    case 5:   // Accounting-Response
    case 11:  // Access-Challenge
    case 41:  // Disconnect-ACK
    case 42:  // Disconnect-NAK
    case 44:  // CoA-ACK
    case 45:  // CoA-NAK
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

}  // namespace

Finding recognise_radius(const PayloadView& payload) {
  constexpr std::size_t kHeader = 20;
  constexpr std::uint32_t kMaxLength = 4096;
  constexpr int kMaxAttributes = 64;  // that are looked at
  if (payload.bytes.size() < kHeader) return no_finding();
  const Speaker speaker = radius_speaker(payload.bytes[0]);
  const std::uint32_t length = load_be16(&payload.bytes[2]);
  if (speaker == Speaker::kUnknown || length != payload.length || length > kMaxLength) {
    return no_finding();
  }
  std::size_t at = kHeader;
  for (int i = 0; i < kMaxAttributes && at + 2 <= payload.bytes.size(); ++i) {
    if (payload.bytes[at] == 0 || payload.bytes[at + 1] < 2) return no_finding();
    at += payload.bytes[at + 1];
  }
  const bool whole = at == payload.length && at > kHeader;
  const bool cut_or_many = at > payload.bytes.size() || at < payload.length;
  const bool port = on_port(payload, 1812, 1813, 1645, 1646, 3799);
  const bool right = whole || (port && (at == payload.length || cut_or_many));
  return right ? found(Application::kRadius, speaker) : no_finding();
}

// The sequence number is odd in what the client sends.
Finding recognise_tacacs(const PayloadView& payload) {
  constexpr std::size_t kHeader = 12;
  constexpr std::uint8_t kKnownFlags = 0x05;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool right = (p[0] & 0xfe) == 0xc0 && p[1] >= 1 && p[1] <= 3 && p[2] >= 1 &&
                     (p[3] & ~kKnownFlags) == 0 &&
                     std::uint64_t{load_be32(p + 8)} + kHeader == payload.length;
  if (!right) return no_finding();
  return p[2] & 1 ? from_client(Application::kTacacs) : from_server(Application::kTacacs);
}

// Both ends may ask once they are connected; who connects asks for capabilities (section 5.3).
Finding recognise_diameter(const PayloadView& payload) {
  constexpr std::size_t kHeader = 20;
  constexpr std::uint8_t kRequest = 0x80, kReserved = 0x0f;
  constexpr std::uint32_t kCapabilities = 257;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be24(p + 1);
  const std::uint32_t command = load_be24(p + 5);
  const bool right = p[0] == 1 && length >= kHeader && length % 4 == 0 && length <= 65536 &&
                     (p[4] & kReserved) == 0 && command >= 257 && command <= 8388733 &&
                     (command < 400 || command >= 8388600);
  if (!right || (length != payload.length && !on_port(payload, 3868))) return no_finding();
  const bool request = p[4] & kRequest;
  return found(Application::kDiameter, request ? Speaker::kClient : Speaker::kServer,
               command == kCapabilities ? Strength::kStrong : Strength::kHint);
}

}  // namespace flowsnoop
