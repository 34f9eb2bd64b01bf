// What the tests of this stage share: decoding a frame that is bytes, and names in failures.
#pragma once

#include <ostream>

#include "decode/decode.h"
#include "support/packet_builder.h"

namespace flowsnoop {

inline void PrintTo(FrameBucket bucket, std::ostream* out) {
  *out << to_string(bucket);
}

}  // namespace flowsnoop

namespace flowsnoop::test {

// Like the result of decode_packet(). Its payload points into the frame.
struct Outcome {
  FrameBucket bucket = FrameBucket::kNonIp;
  Decoded decoded;
};

inline Outcome decode_frame(const Bytes& frame, LinkType link_type = LinkType::kEthernet) {
  Outcome outcome;
  outcome.bucket = decode_packet(as_packet(frame, 0, 1, link_type), outcome.decoded);
  return outcome;
}

// The first `captured` bytes of the frame, as a snaplen leaves it. The bytes are copied into a
// block of exactly that size, so that a sanitizer sees a read beyond it; `payload` is not valid.
inline Outcome decode_cut_frame(const Bytes& frame, std::size_t captured,
                                LinkType link_type = LinkType::kEthernet) {
  const Bytes cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(captured));
  Packet packet = as_packet(cut, 0, 1, link_type);
  packet.original_length = static_cast<std::uint32_t>(frame.size());
  Outcome outcome;
  outcome.bucket = decode_packet(packet, outcome.decoded);
  return outcome;
}

}  // namespace flowsnoop::test
