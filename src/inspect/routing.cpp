// Routing protocols between peers: BGP (RFC 4271 section 4.1), LDP (RFC 5036 section 3.1), RIP (RFC
// 2453 section 4) and RIPng (RFC 2080 section 2.1).
#include <algorithm>

#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {

// Either peer may connect, and then both say the same.
Finding recognise_bgp(const PayloadView& payload) {
  constexpr std::size_t kMarker = 16;
  constexpr std::size_t kHeader = 19;
  constexpr std::uint32_t kMaxMessage = 4096;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool marker = std::all_of(p, p + kMarker, [](std::uint8_t byte) { return byte == 0xff; });
  const std::uint32_t length = load_be16(p + kMarker);
  const bool right =
      marker && length >= kHeader && length <= kMaxMessage && p[18] >= 1 && p[18] <= 5;
  return right ? from_anyone(Application::kBgp) : no_finding();
}

// Hellos are sent to all routers; the sessions that follow are between equals.
Finding recognise_ldp(const PayloadView& payload) {
  constexpr std::size_t kHeader = 14;
  if (!on_port(payload, 646) || payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be16(p + 2);
  const bool right = load_be16(p) == 1 && length >= 10 && length + 4 <= payload.length &&
                     (load_be16(p + 10) & 0x7fff) != 0;
  return right ? from_anyone(Application::kLdp) : no_finding();
}

Finding recognise_rip(const PayloadView& payload) {
  constexpr std::uint32_t kHeader = 4, kEntry = 20;
  constexpr std::uint16_t kRip = 520, kRipng = 521;
  constexpr std::uint8_t kRequest = 1, kResponse = 2;
  if (payload.bytes.size() < kHeader || payload.length < kHeader + kEntry) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool ports = on_port(payload, kRip, kRipng);
  const bool right = (p[0] == kRequest || p[0] == kResponse) && p[1] >= 1 && p[1] <= 2 &&
                     load_be16(p + 2) == 0 && (payload.length - kHeader) % kEntry == 0;
  if (!ports || !right) return no_finding();
  // Routers speak from the port to the port; only a monitoring program asks from another one.
  if (payload.source_port == payload.destination_port) return from_peer(Application::kRip);
  return p[0] == kRequest ? from_client(Application::kRip) : from_server(Application::kRip);
}

}  // namespace flowsnoop
