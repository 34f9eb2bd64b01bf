#include "inspect/quic_frames.h"

namespace flowsnoop {
namespace {

enum FrameType : std::uint64_t {
  kPadding = 0x00,
  kPing = 0x01,
  kAck = 0x02,
  kAckWithEcn = 0x03,
  kCrypto = 0x06,
};

// RFC 9000 section 19.3.
void skip_acknowledgment(ByteReader& frames, bool has_ecn) {
  frames.variable_integer();  // the largest number
  frames.variable_integer();  // delay
  const std::uint64_t ranges = frames.variable_integer();
  frames.variable_integer();  // size of the first range
  for (std::uint64_t i = 0; i < ranges && frames.ok(); ++i) {
    frames.variable_integer();
    frames.variable_integer();
  }
  for (int i = 0; has_ecn && i < 3; ++i) frames.variable_integer();
}

}  // namespace

std::optional<CryptoFrame> QuicCryptoFrames::next() {
  while (frames_.ok() && !frames_.rest().empty()) {
    const std::uint64_t type = frames_.variable_integer();
    switch (type) {
      case kPadding:
      case kPing:
        break;
      case kAck:
      case kAckWithEcn:
        skip_acknowledgment(frames_, type == kAckWithEcn);
        break;
      case kCrypto: {
        CryptoFrame frame;
        frame.offset = frames_.variable_integer();
        frame.data = frames_.take(static_cast<std::size_t>(frames_.variable_integer()));
        if (frames_.ok()) return frame;
        break;
      }
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace flowsnoop
