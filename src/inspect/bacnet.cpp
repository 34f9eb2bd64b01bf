// BACnet/IP (ASHRAE 135 annex J; network layer clause 6, application layer clause 20).
//
// Every device may ask any other, and all use one port: what a request proves is who asked.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kLinkHeader = 4;
constexpr std::uint8_t kForwarded = 0x04;

// Where the application layer begins, past the addresses that the control byte announces; 0: there
// is none, or it was not captured.
std::size_t application_offset(ByteView bytes) {
  constexpr std::uint8_t kVersion = 1;
  constexpr std::uint8_t kNetworkMessage = 0x80, kDestination = 0x20, kSource = 0x08;
  std::size_t at = kLinkHeader + (bytes[1] == kForwarded ? 6u : 0u);
  if (bytes.size() < at + 2 || bytes[at] != kVersion) return 0;
  const std::uint8_t control = bytes[at + 1];
  if (control & kNetworkMessage) return 0;
  at += 2;
  for (std::uint8_t address : {kDestination, kSource}) {
    if ((control & address) == 0) continue;
    if (bytes.size() < at + 3) return 0;
    at += 3 + std::size_t{bytes[at + 2]};
  }
  if (control & kDestination) ++at;  // hop count
  return at;
}

Speaker pdu_speaker(std::uint8_t first) {
  switch (first >> 4) {
    case 0:  // confirmed request
      return Speaker::kClient;
    case 2:  // simple acknowledgement
    case 3:  // complex acknowledgement
    case 5:  // error
    case 6:  // reject
      return Speaker::kServer;
    case 4:  // segment acknowledgement
    case 7:  // abort: both have a bit that says server
      return first & 1 ? Speaker::kServer : Speaker::kClient;
    default:  // 1: unconfirmed requests, to all
      return Speaker::kUnknown;
  }
}

}  // namespace

Finding recognise_bacnet(const PayloadView& payload) {
  constexpr std::uint8_t kLastFunction = 0x0c;
  if (payload.bytes.size() < kLinkHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  if (p[0] != 0x81 || p[1] > kLastFunction || load_be16(p + 2) != payload.length) {
    return no_finding();
  }
  const bool has_network = p[1] == kForwarded || p[1] == 0x09 || p[1] == 0x0a || p[1] == 0x0b;
  if (!has_network) return from_anyone(Application::kBacnet);
  const std::size_t at = application_offset(payload.bytes);
  if (at == 0 || at >= payload.bytes.size()) return from_anyone(Application::kBacnet);
  return found(Application::kBacnet, pdu_speaker(p[at]), Strength::kHint);
}

}  // namespace flowsnoop
