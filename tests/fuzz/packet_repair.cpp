#include "packet_repair.h"

namespace flowsnoop::fuzz {
namespace {

using MutableBytes = std::span<std::uint8_t>;

constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIpInIp = 4;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kIpv6InIp = 41;
constexpr std::uint8_t kGre = 47;
constexpr std::uint8_t kIcmpv6 = 58;
constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kUdpHeader = 8;
constexpr std::size_t kVxlanHeader = 8;
constexpr std::uint16_t kVxlanPort = 4789;
constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kRaw = 101;
constexpr int kMaxNesting = 6;

std::uint16_t load16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

void store16(MutableBytes bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

std::uint32_t add_words(ByteView bytes, std::uint32_t sum) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
  }
  return sum;
}

std::uint16_t fold(std::uint32_t sum) {
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

bool is_ip(ByteView frame, std::size_t at) {
  if (at >= frame.size()) return false;
  const std::uint8_t first = frame[at];
  return (first >> 4 == 4 && (first & 15) >= 5 && frame.size() - at >= kIpv4Header) ||
         (first >> 4 == 6 && frame.size() - at >= kIpv6Header);
}

std::size_t behind_ethernet(ByteView frame) {
  std::size_t at = 12;
  while (at + 2 <= frame.size()) {
    const std::uint16_t type = load16(frame, at);
    if (type != 0x8100 && type != 0x88a8) return at + 2;
    at += 4;
  }
  return frame.size();
}

// Where IP begins by the link type, or else the first place that looks like it.
std::size_t find_ip(ByteView frame, std::uint16_t link_type) {
  std::size_t at = frame.size();
  switch (link_type) {
    case kEthernet:
      at = behind_ethernet(frame);
      break;
    case 12:
    case 14:
    case kRaw:
    case 228:
    case 229:
      at = 0;
      break;
    default:
      for (at = 0; at < frame.size() && !is_ip(frame, at); ++at) {
      }
  }
  return is_ip(frame, at) ? at : frame.size();
}

bool is_ipv6_extension(std::uint8_t type) {
  return type == 0 || type == 43 || type == 44 || type == 60;
}

// `at` and `protocol` go from the first extension header to what comes behind the last.
void pass_extensions(ByteView frame, std::size_t& at, std::uint8_t& protocol) {
  while (is_ipv6_extension(protocol) && at + 8 <= frame.size()) {
    const std::size_t size = protocol == 44 ? 8 : (frame[at + 1] + 1u) * 8;
    protocol = frame[at];
    at += size;
  }
}

std::size_t header_size(ByteView frame, const FramePlaces& places) {
  switch (places.protocol) {
    case kTcp:
      return places.transport + 13 <= frame.size() ? (frame[places.transport + 12] >> 4) * 4u : 20u;
    case kGre:
      return 4;
    case kUdp:
    case kIcmp:
    case kIcmpv6:
      return kUdpHeader;
    default:
      return 0;
  }
}

bool is_ipv4(ByteView frame, std::size_t ip) {
  return frame[ip] >> 4 == 4;
}

bool is_fragment(ByteView frame, const FramePlaces& places) {
  return is_ipv4(frame, places.ip) && (load16(frame, places.ip + 6) & 0x3fff) != 0;
}

std::size_t checksum_place(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return 16;
    case kUdp:
      return 6;
    case kIcmp:
    case kIcmpv6:
      return 2;
    default:
      return SIZE_MAX;
  }
}

void repair_transport(MutableBytes frame, const FramePlaces& places) {
  const std::size_t place = checksum_place(places.protocol);
  if (is_fragment(frame, places) || place == SIZE_MAX) return;
  if (frame.size() < places.transport + place + 2) return;
  const MutableBytes segment = frame.subspan(places.transport);
  if (places.protocol == kUdp) store16(segment, 4, segment.size());
  store16(segment, place, 0);
  std::uint32_t sum = 0;
  if (places.protocol != kIcmp) {
    const bool v4 = is_ipv4(frame, places.ip);
    sum = add_words(frame.subspan(places.ip + (v4 ? 12u : 8u), v4 ? 8 : 32), places.protocol);
    sum += static_cast<std::uint32_t>(segment.size());
  }
  store16(segment, place, fold(add_words(segment, sum)));
}

void repair_ip(MutableBytes frame, const FramePlaces& places) {
  const std::size_t ip = places.ip;
  const std::size_t length = std::min<std::size_t>(frame.size() - ip, 0xffff);
  if (!is_ipv4(frame, ip)) {
    store16(frame, ip + 4, length - kIpv6Header);
    return;
  }
  store16(frame, ip + 2, length);
  store16(frame, ip + 10, 0);
  const std::size_t header = std::min<std::size_t>((frame[ip] & 15u) * 4, frame.size() - ip);
  store16(frame, ip + 10, fold(add_words(frame.subspan(ip, header), 0)));
}

void repair(MutableBytes frame, std::uint16_t link_type, int nesting) {
  const auto places = find_places(frame, link_type);
  if (!places || nesting == kMaxNesting) return;
  const MutableBytes inside = frame.subspan(places->payload);
  switch (places->protocol) {
    case kIpInIp:
    case kIpv6InIp:
    case kGre:
      repair(inside, kRaw, nesting + 1);
      break;
    case kUdp:
      if (inside.size() > kVxlanHeader && load16(frame, places->transport + 2) == kVxlanPort) {
        repair(inside.subspan(kVxlanHeader), kEthernet, nesting + 1);
      }
      break;
    default:
      break;
  }
  repair_ip(frame, *places);
  repair_transport(frame, *places);
}

}  // namespace

std::optional<FramePlaces> find_places(ByteView frame, std::uint16_t link_type) {
  FramePlaces places;
  places.ip = find_ip(frame, link_type);
  if (places.ip >= frame.size()) return std::nullopt;
  if (is_ipv4(frame, places.ip)) {
    places.transport = places.ip + (frame[places.ip] & 15u) * 4;
    places.protocol = frame[places.ip + 9];
  } else {
    places.transport = places.ip + kIpv6Header;
    places.protocol = frame[places.ip + 6];
    pass_extensions(frame, places.transport, places.protocol);
  }
  places.transport = std::min(places.transport, frame.size());
  places.payload = std::min(places.transport + header_size(frame, places), frame.size());
  return places;
}

void repair_frame(std::span<std::uint8_t> frame, std::uint16_t link_type) {
  repair(frame, link_type, 0);
}

}  // namespace flowsnoop::fuzz
