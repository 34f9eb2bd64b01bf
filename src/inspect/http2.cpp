// HTTP/2 (RFC 9113): the client's preface (section 3.4), SETTINGS and HEADERS frames.
//
// A header block says who speaks by the first index it names in HPACK's static table (RFC 7541
// appendix A): 1 to 7 are a request's pseudo-headers, 8 to 14 a response's status.
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kFrameHeader = 9;
constexpr std::uint32_t kMaxFrame = 16384;  // without a SETTINGS_MAX_FRAME_SIZE that allows more
constexpr int kMaxFrames = 4;               // of one payload that are looked at
constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum FrameType : std::uint8_t {
  kHeaders = 1,
  kSettings = 4,
  kPushPromise = 5,
  kPing = 6,
  kWindow = 8
};

struct Frame {
  std::uint32_t length;
  std::uint8_t type;
  std::uint8_t flags;
  std::uint32_t stream;
};

Frame read_frame(const std::uint8_t* p) {
  return {load_be24(p), p[3], p[4], load_be32(p + 5)};
}

// What is allowed, and tight enough that noise and other protocols are not.
bool is_frame(const Frame& frame) {
  switch (frame.type) {
    case kHeaders:
      return frame.length > 0 && frame.length <= kMaxFrame && (frame.flags & ~0x2du) == 0 &&
             (frame.flags & 0x04) != 0 && frame.stream < 0x01000000 && frame.stream % 2 == 1;
    case kSettings:
      return frame.stream == 0 && frame.flags <= 1 && frame.length % 6 == 0 &&
             frame.length <= 6 * 16 && (frame.flags == 0 || frame.length == 0);
    case kPing:
      return frame.stream == 0 && frame.flags <= 1 && frame.length == 8;
    case kWindow:
      return frame.length == 4 && frame.flags == 0 && frame.stream < 0x01000000;
    default:
      return false;
  }
}

Speaker header_block_speaker(const Frame& frame, ByteView block) {
  std::size_t at = 0;
  if (frame.flags & 0x08) at += 1;                           // padded
  if (frame.flags & 0x20) at += 5;                           // priority
  while (at < block.size() && (block[at] & 0xe0) == 0x20) {  // an update of the table's size
    const bool more = (block[at++] & 0x1f) == 0x1f;
    while (more && at < block.size() && (block[at++] & 0x80) != 0) {
    }
  }
  if (at >= block.size()) return Speaker::kUnknown;
  const std::uint8_t field = block[at];
  // An indexed field, or a literal whose name is indexed (RFC 7541 section 6).
  const unsigned index = field & 0x80   ? field & 0x7fu
                         : field & 0x40 ? field & 0x3fu
                                        : field & 0x0fu;
  if (index >= 1 && index <= 7) return Speaker::kClient;
  if (index >= 8 && index <= 14) return Speaker::kServer;
  return Speaker::kUnknown;
}

}  // namespace

Finding recognise_http2(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (text.size() >= 14 && kPreface.substr(0, text.size()) == text.substr(0, kPreface.size())) {
    return from_client(Application::kHttp2);
  }
  std::size_t offset = 0;
  int frames = 0;
  for (; frames < kMaxFrames && payload.bytes.size() >= offset + kFrameHeader; ++frames) {
    const Frame frame = read_frame(&payload.bytes[offset]);
    if (!is_frame(frame)) break;
    const ByteView rest = payload.bytes.subspan(offset + kFrameHeader);
    if (frame.type == kHeaders) {
      const Speaker speaker = header_block_speaker(frame, rest);
      return speaker == Speaker::kUnknown && frames == 0 ? no_finding()
                                                         : found(Application::kHttp2, speaker);
    }
    offset += kFrameHeader + frame.length;
  }
  // A ping or a window update alone is not enough; SETTINGS come first from both sides.
  const bool settings = frames > 0 && payload.bytes[3] == kSettings &&
                        (frames > 1 || payload.length == offset || payload.bytes.size() < offset);
  return settings ? from_anyone(Application::kHttp2) : no_finding();
}

}  // namespace flowsnoop
