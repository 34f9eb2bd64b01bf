// One frame of any link type through the decoder: what it says stays within the frame, and does not
// depend on anything but the frame.
//
// Input: link type (2 bytes), how many bytes of the frame were not captured (1), options (1),
// frame.
#include <memory>

#include "decode/checksum.h"
#include "decode/decode.h"
#include "decode/fragment.h"
#include "decode/icmp.h"
#include "packet_mutator.h"

namespace flowsnoop::fuzz {
namespace {

constexpr std::size_t kHead = 4;

void check_tunnels(const Decoded& decoded) {
  require(decoded.tunnels.count <= TunnelPath::kMaxHops, "tunnels are no deeper than their bound");
  char text[kMaxTunnelPathText];
  const char* const end = format_tunnel_path(decoded.tunnels, text);
  require(end >= text && end <= text + kMaxTunnelPathText, "a tunnel's text has room");
}

void check_payload(const Packet& packet, const Decoded& decoded) {
  require(decoded.payload_captured <= decoded.payload_length, "a payload is no longer than it was");
  if (decoded.payload_captured == 0) return;
  const std::uint8_t* const end = packet.data + packet.captured_length;
  require(decoded.payload >= packet.data && decoded.payload <= end &&
              decoded.payload_captured <= static_cast<std::size_t>(end - decoded.payload),
          "the payload is within the frame");
}

void check_frame(const Packet& packet, FrameBucket bucket, const Decoded& decoded) {
  require(static_cast<std::size_t>(bucket) < kFrameBucketCount, "a frame has one bucket");
  require(decoded.vlan_count <= decoded.vlan_ids.size(), "tags are no more than their bound");
  check_tunnels(decoded);
  require((decoded.bad_checksums & ~decoded.verified_checksums) == 0,
          "a checksum that is wrong was looked at");
  if (!is_flow(bucket) && bucket != FrameBucket::kFragment) return;
  require(decoded.ip_version == 4 || decoded.ip_version == 6, "a conversation is one over IP");
  check_payload(packet, decoded);
  if (bucket == FrameBucket::kTcpFlow) require(decoded.protocol == 6, "TCP is protocol 6");
  if (bucket == FrameBucket::kUdpFlow) require(decoded.protocol == 17, "UDP is protocol 17");
}

bool same(const Decoded& a, const Decoded& b) {
  return a.source == b.source && a.destination == b.destination && a.payload == b.payload &&
         a.payload_captured == b.payload_captured && a.payload_length == b.payload_length &&
         a.source_port == b.source_port && a.destination_port == b.destination_port &&
         a.protocol == b.protocol && a.ip_version == b.ip_version && a.tcp_flags == b.tcp_flags &&
         a.tunnels.count == b.tunnels.count;
}

void decode_with(const Packet& packet, const DecodeOptions& options) {
  Decoded decoded;
  const FrameBucket bucket = decode_packet(packet, decoded, options);
  check_frame(packet, bucket, decoded);
  Decoded again;
  require(decode_packet(packet, again, options) == bucket && same(decoded, again),
          "a frame decodes to the same each time");
  if (bucket == FrameBucket::kFragment && is_ip_fragment(decoded)) {
    for (const bool whole : {false, true}) {
      const FrameBucket inside = decode_datagram(decoded, whole, again, options);
      require(static_cast<std::size_t>(inside) < kFrameBucketCount, "a datagram has one bucket");
      if (is_flow(inside)) check_payload(packet, again);
    }
  }
  if (bucket == FrameBucket::kIcmpError) {
    Decoded quoted;
    if (decode_quoted(decoded, quoted)) check_tunnels(quoted);
  }
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop;
  using namespace flowsnoop::fuzz;
  FuzzInput input(data, size);
  Packet packet;
  packet.link_type = static_cast<LinkType>(input.u16());
  const std::uint8_t missing = input.u8();
  const std::uint8_t options = input.u8();
  const ExactCopy frame(input.rest());
  packet.data = frame.view().data();
  packet.captured_length = static_cast<std::uint32_t>(frame.view().size());
  packet.original_length = packet.captured_length + missing;
  decode_with(packet, {.max_tunnels = (options & 1) == 0 ? TunnelPath::kMaxHops : std::size_t{0},
                       .verify_checksums = (options & 2) == 0,
                       .hold_fragments = (options & 4) == 0});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned seed) {
  using namespace flowsnoop::fuzz;
  constexpr unsigned kByteByByte = 8;  // one in so many, for the link type and the options too
  if (size <= kHead || max_size <= kHead || seed % kByteByByte == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  Bytes frame(data + kHead, data + size);
  const auto link_type = static_cast<std::uint16_t>(data[0] << 8 | data[1]);
  mutate_frame(frame, link_type, max_size - kHead, seed);
  std::copy(frame.begin(), frame.end(), data + kHead);
  return kHead + frame.size();
}
