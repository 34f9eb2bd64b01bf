// RTP and RTCP (RFC 3550 sections 5.1 and 6.1): media between peers.
//
// Two bits of version are little to go by, so only what has more is recognised: RTP with a static
// payload type of fixed size (RFC 3551 section 6) or with a header extension (RFC 8285), and RTCP.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::uint32_t kHeader = 12;

// Bytes of a millisecond of a static audio type; 0: none. Frames last 10 to 60 ms.
std::uint32_t bytes_per_ms(unsigned type) {
  switch (type) {
    case 0:  // PCMU
    case 8:  // PCMA
    case 9:  // G722
      return 8;
    default:
      return 0;
  }
}

bool is_audio_length(unsigned type, std::uint32_t length) {
  if (type == 18) return length >= 10 && length <= 60 && length % 10 == 0;  // G729
  if (type == 3) return length >= 33 && length <= 99 && length % 33 == 0;   // GSM
  if (type == 4) return length == 20 || length == 24;                       // G723
  const std::uint32_t rate = bytes_per_ms(type);
  return rate > 0 && length >= rate * 10 && length <= rate * 60 && length % (rate * 10) == 0;
}

// A profile, a length in words, elements. Few profiles are in use.
bool has_known_extension(ByteView bytes, std::size_t at, std::uint32_t length) {
  if (bytes.size() < at + 4) return false;
  const std::uint16_t profile = load_be16(&bytes[at]);
  const std::uint32_t words = load_be16(&bytes[at + 2]);
  return (profile == 0xbede || profile == 0x1000) && words <= 32 && at + 4 + words * 4 < length;
}

}  // namespace

Finding recognise_rtp(const PayloadView& payload) {
  constexpr std::uint8_t kPadding = 0x20, kExtension = 0x10;
  if (payload.bytes.size() < kHeader || payload.length <= kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const unsigned type = p[1] & 0x7fu;
  const std::size_t sources = p[0] & 15u;
  if (load_be32(p + 8) == 0 || (type >= 72 && type <= 76)) return no_finding();
  if (p[0] & kExtension) {
    const bool right = has_known_extension(payload.bytes, kHeader + 4 * sources, payload.length);
    return right ? from_peer(Application::kRtp) : no_finding();
  }
  const bool plain = sources == 0 && (p[0] & kPadding) == 0;
  return plain && is_audio_length(type, payload.length - kHeader) ? from_peer(Application::kRtp)
                                                                  : no_finding();
}

Finding recognise_rtcp(const PayloadView& payload) {
  constexpr std::size_t kFixed = 8;
  constexpr std::uint8_t kSenderReport = 200, kReceiverReport = 201;
  constexpr std::uint32_t kBlock = 24;
  constexpr int kMaxParts = 8;
  if (payload.bytes.size() < kFixed) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  // A compound packet begins with a report (section 6.1); without one (RFC 5506) it has to be
  // exact.
  const bool report = p[1] == kSenderReport || p[1] == kReceiverReport;
  const std::uint32_t reports = (p[0] & 31u) * kBlock;
  const std::uint32_t first = (load_be16(p + 2) + 1u) * 4;
  if (report && first != reports + (p[1] == kSenderReport ? 28u : 8u)) return no_finding();
  std::size_t at = 0;
  int parts = 0;
  while (parts < kMaxParts && at + 4 <= payload.bytes.size()) {
    const std::uint8_t* part = &payload.bytes[at];
    if ((part[0] & 0xc0) != 0x80 || part[1] < kSenderReport || part[1] > 207) break;
    at += (load_be16(part + 2) + 1u) * 4;
    ++parts;
  }
  // Where the rest is encrypted (RFC 3711 section 3.4), the first report's length still holds.
  const bool exact = at == payload.length && parts > 0 && payload.length >= 8;
  const bool enough = exact ? report || payload.length >= 12
                            : report && at + 8 <= payload.length && load_be32(p + 4) != 0;
  return enough ? from_peer(Application::kRtcp) : no_finding();
}

}  // namespace flowsnoop
