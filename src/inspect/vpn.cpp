// Tunnels that begin with a message of the one who wants them: WireGuard (its paper, section 5.4),
// OpenVPN's control channel, IKE (RFC 7296 section 3.1, RFC 2408 section 3.1), L2TP (RFC 2661
// section 3.1) and GTP (3GPP TS 29.060 section 6, TS 29.274 section 5).
#include <algorithm>

#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

// An OpenVPN reset is an opcode, a session id, perhaps a HMAC with a packet number and a time, then
// the count of acknowledgements and what they are, and the number 0. How long the HMAC is depends
// on its hash: none, MD5, SHA-1, SHA-256, SHA-512.
bool is_openvpn_reset(ByteView bytes, std::size_t length, unsigned acknowledgements) {
  constexpr std::size_t kOpcodeAndSession = 9;
  constexpr std::size_t kNumberAndTime = 8;
  constexpr std::uint32_t kMaxNumber = 16;  // counted from 1
  if (bytes.size() < kOpcodeAndSession || all_zero(bytes.subspan(1, 8))) return false;
  const std::size_t tail = acknowledgements == 0 ? 5u : 5u + 4u + 8u;
  for (const std::size_t hmac : {0u, 16u, 20u, 32u, 64u}) {
    const std::size_t protection = hmac == 0 ? 0 : hmac + kNumberAndTime;
    const std::size_t at = kOpcodeAndSession + protection;
    if (length != at + tail || bytes.size() < length) continue;
    const bool counted = bytes[at] == acknowledgements;
    const bool first = load_be32(&bytes[length - 4]) == 0;
    const std::uint32_t number = hmac == 0 ? 1 : load_be32(&bytes[kOpcodeAndSession + hmac]);
    const bool numbered = number >= 1 && number <= kMaxNumber;
    if (counted && first && numbered) return true;
  }
  return false;
}

// With a key for encryption there is first a packet number and a time, then what cannot be read.
// The number is 1; its upper byte is a flag of version 2.6.
bool is_encrypted_reset(ByteView bytes, std::size_t length) {
  constexpr std::size_t kNumber = 9, kSmallest = 54;
  return length >= kSmallest && bytes.size() >= kNumber + 4 &&
         load_be24(&bytes[kNumber + 1]) == 1 && (bytes[kNumber] == 0 || bytes[kNumber] == 0x0f);
}

Finding openvpn(ByteView bytes, std::size_t length, bool port) {
  constexpr std::size_t kSmallestData = 14;
  if (bytes.empty()) return no_finding();
  const unsigned key = bytes[0] & 7u;
  const bool encrypted = is_encrypted_reset(bytes, length);
  const bool plain = is_openvpn_reset(bytes, length, 0);
  switch (bytes[0] >> 3) {
    case 1:  // hard reset by the client, of the first two key methods
    case 7:
      return key == 0 && (plain || encrypted) ? from_client(Application::kOpenvpn) : no_finding();
    case 10:  // of the third, which is always encrypted
      return key == 0 && encrypted ? from_client(Application::kOpenvpn) : no_finding();
    case 2:  // hard reset by the server
    case 8: {
      const bool answers = plain || encrypted || is_openvpn_reset(bytes, length, 1);
      return key == 0 && answers ? from_server(Application::kOpenvpn) : no_finding();
    }
    case 9: {  // data of version 2: a peer's number, or none
      const std::uint32_t peer = bytes.size() >= 4 ? load_be24(&bytes[1]) : 0;
      const bool right = port && length >= kSmallestData && (peer < 0x10000 || peer == 0xffffff);
      return right ? from_anyone(Application::kOpenvpn) : no_finding();
    }
    case 3:  // soft reset, control, acknowledgement, data
    case 4:
    case 5:
    case 6:
      return port && length >= kSmallestData ? from_anyone(Application::kOpenvpn) : no_finding();
    default:
      return no_finding();
  }
}

bool on_openvpn_port(const PayloadView& payload) {
  return on_port(payload, 1194, 1195);
}

Finding ike(const PayloadView& payload, ByteView bytes, std::size_t length) {
  constexpr std::size_t kHeader = 28;
  constexpr std::uint8_t kInitiator = 0x08;
  if (bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = bytes.data();
  const unsigned version = p[17];
  const bool first = all_zero(bytes.subspan(8, 8));  // no responder yet
  const bool right = load_be32(p + 24) == length && !all_zero(bytes.first(8)) &&
                     (version == 0x10 || version == 0x20) && p[18] <= 43 && (p[19] & 0xc0) == 0;
  if (!right) return no_finding();
  // Gateways of equal rank speak from 500 to 500, and either may have begun.
  const Strength strength =
      payload.source_port == payload.destination_port ? Strength::kHint : Strength::kStrong;
  if (version == 0x20) {
    return found(Application::kIke, p[19] & kInitiator ? Speaker::kClient : Speaker::kServer,
                 strength);
  }
  return first ? from_client(Application::kIke, strength) : from_anyone(Application::kIke);
}

}  // namespace

// Either side may renew the keys, and is the initiator then: a hint.
Finding recognise_wireguard(const PayloadView& payload) {
  constexpr std::size_t kType = 4;
  constexpr std::uint32_t kInitiation = 148, kResponse = 92, kCookie = 64, kMinData = 32;
  if (payload.bytes.size() < 16 || !all_zero(payload.bytes.subspan(1, kType - 1))) {
    return no_finding();
  }
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = payload.length;
  if (p[0] == 1 && length == kInitiation) {
    return from_client(Application::kWireguard, Strength::kHint);
  }
  if (p[0] == 2 && length == kResponse) {
    return from_server(Application::kWireguard, Strength::kHint);
  }
  if (p[0] == 3 && length == kCookie) return from_anyone(Application::kWireguard);
  // Data: a receiver, then a counter that will not reach its upper half.
  const bool data = p[0] == 4 && length >= kMinData && length % 16 == 0 && load_le32(p + 12) == 0 &&
                    load_le32(p + 4) != 0;
  return data ? from_anyone(Application::kWireguard) : no_finding();
}

Finding recognise_openvpn(const PayloadView& payload) {
  return openvpn(payload.bytes, payload.length, on_openvpn_port(payload));
}

// Over TCP each packet comes after its length.
Finding recognise_openvpn_tcp(const PayloadView& payload) {
  constexpr std::size_t kPrefix = 2;
  if (payload.bytes.size() <= kPrefix) return no_finding();
  const std::size_t length = load_be16(payload.bytes.data());
  const bool port = on_openvpn_port(payload);
  if (length + kPrefix > payload.length || (length + kPrefix < payload.length && !port)) {
    return no_finding();
  }
  const ByteView rest = payload.bytes.subspan(kPrefix);
  return openvpn(rest.first(std::min(rest.size(), length)), length, port);
}

// On port 4500 four zeros tell it from ESP (RFC 3948 section 2.2).
Finding recognise_ike(const PayloadView& payload) {
  constexpr std::size_t kMarker = 4;
  if (on_port(payload, 4500) && payload.bytes.size() > kMarker &&
      all_zero(payload.bytes.first(kMarker))) {
    return ike(payload, payload.bytes.subspan(kMarker), payload.length - kMarker);
  }
  return ike(payload, payload.bytes, payload.length);
}

Finding recognise_l2tp(const PayloadView& payload) {
  constexpr std::size_t kMessageType = 20;  // past the header and the first attribute's own
  if (!on_port(payload, 1701) || payload.bytes.size() < kMessageType) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  if (load_be16(p) != 0xc802 || load_be16(p + 2) != payload.length) return no_finding();
  if (load_be16(p + 12) != 0x8008 || load_be16(p + 16) != 0) return from_anyone(Application::kL2tp);
  switch (load_be16(p + 18)) {
    case 1:   // start-control-connection-request
    case 3:   // start-control-connection-connected
    case 10:  // incoming-call-request
    case 12:  // incoming-call-connected
      return from_client(Application::kL2tp);
    case 2:   // start-control-connection-reply
    case 11:  // incoming-call-reply
      return from_server(Application::kL2tp);
    default:
      return from_anyone(Application::kL2tp);
  }
}

// Nodes of one rank: each asks the other. Tunnelled packets have no direction.
Finding recognise_gtp(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  if (!on_port(payload, 2123, 2152) || payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const unsigned version = p[0] >> 5;
  const std::uint32_t length = load_be16(p + 2);
  const bool version_1 = version == 1 && (p[0] & 0x10) != 0 && length + kHeader == payload.length;
  const bool version_2 = version == 2 && length + 4 <= payload.length;
  if (!version_1 && !version_2) return no_finding();
  const unsigned type = p[1];
  const bool echo = type == 1 || type == 2;
  const bool session = version_1 ? type >= 16 && type <= 21 : type >= 32 && type <= 39;
  if (!echo && !session) return from_anyone(Application::kGtp);
  const bool request = echo ? type == 1 : type % 2 == 0;
  return request ? from_client(Application::kGtp, Strength::kHint)
                 : from_server(Application::kGtp, Strength::kHint);
}

}  // namespace flowsnoop
