// WebSocket frames (RFC 6455 section 5.2): a client masks what it sends, a server must not (section
// 5.1). A frame is recognised where it is the whole payload.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

struct Frame {
  std::uint8_t first = 0;
  bool masked = false;
  bool long_length = false;
  std::size_t header = 0;  // with the mask; 0: not a frame
  std::uint64_t length = 0;
};

Frame read_frame(ByteView bytes) {
  constexpr std::size_t kSmallest = 2, kLong = 4, kMask = 4;
  constexpr unsigned kTwoBytes = 126;
  if (bytes.size() < kSmallest) return {};
  const bool masked = bytes[1] & 0x80;
  const unsigned length = bytes[1] & 0x7fu;
  const std::size_t mask = masked ? kMask : 0;
  if (length < kTwoBytes) return {bytes[0], masked, false, kSmallest + mask, length};
  if (length > kTwoBytes || bytes.size() < kLong) return {};  // none needs more than a segment
  const std::uint16_t extended = load_be16(&bytes[2]);
  return extended < kTwoBytes ? Frame{} : Frame{bytes[0], masked, true, kLong + mask, extended};
}

// The first characters, unmasked.
bool is_text(const Frame& frame, ByteView bytes) {
  constexpr std::size_t kChecked = 8, kLeast = 4;
  const ByteView content = bytes.subspan(std::min(frame.header, bytes.size()));
  const std::size_t count = std::min({content.size(), kChecked, std::size_t{frame.length}});
  if (count < kLeast) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned mask = frame.masked ? bytes[frame.header - 4 + i % 4] : 0u;
    if (!is_printable(static_cast<char>(content[i] ^ mask))) return false;
  }
  return true;
}

}  // namespace

Finding recognise_websocket(const PayloadView& payload) {
  constexpr std::uint8_t kFinal = 0x80, kReserved = 0x30, kCompressed = 0x40;
  enum Opcode : std::uint8_t { kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };
  const Frame frame = read_frame(payload.bytes);
  if (frame.header == 0 || frame.header + frame.length != payload.length) return no_finding();
  const unsigned opcode = frame.first & 15u;
  const bool data = opcode == kText || opcode == kBinary;
  const bool control = opcode == kClose || opcode == kPing || opcode == kPong;
  const bool compressed = frame.first & kCompressed;
  if ((frame.first & kFinal) == 0 || (frame.first & kReserved) != 0 || (!data && !control)) {
    return no_finding();
  }
  if (control && (compressed || frame.long_length)) return no_finding();
  const Speaker speaker = frame.masked ? Speaker::kClient : Speaker::kServer;
  const bool text = opcode == kText && !compressed;
  if (text) {
    return is_text(frame, payload.bytes) ? found(Application::kWebsocket, speaker) : no_finding();
  }
  if (frame.long_length) return found(Application::kWebsocket, speaker);
  return on_port(payload, 80, 8000, 8008, 8080, 8081, 8888)
             ? found(Application::kWebsocket, speaker, Strength::kHint)
             : no_finding();
}

}  // namespace flowsnoop
