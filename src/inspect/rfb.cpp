// VNC's remote framebuffer protocol (RFC 6143 section 7). The server greets first and the client
// answers with the same words, so the greeting has no direction; what follows has.
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

bool is_greeting(const PayloadView& payload) {
  constexpr std::uint32_t kGreeting = 12;
  const std::string_view text = as_text(payload.bytes);
  return payload.length == kGreeting && text.size() == kGreeting && text.starts_with("RFB ") &&
         leading_digits(text.substr(4)).size() == 3 && text[7] == '.' &&
         leading_digits(text.substr(8)).size() == 3 && text[11] == '\n';
}

// Section 7.3.2: width, height, the pixel format, the length of the name, the name.
bool is_server_init(const PayloadView& payload) {
  constexpr std::size_t kFixed = 24;
  if (payload.bytes.size() < kFixed) return false;
  const std::uint8_t* p = payload.bytes.data();
  const bool depth = (p[4] == 8 || p[4] == 16 || p[4] == 32) && p[5] >= 3 && p[5] <= p[4];
  const bool flags = p[6] <= 1 && p[7] <= 1 && all_zero(payload.bytes.subspan(17, 3));
  return depth && flags && load_be16(p) > 0 && load_be16(p + 2) > 0 &&
         std::uint64_t{load_be32(p + 20)} + kFixed == payload.length;
}

// Section 7.5. Each is short, and has its exact length; only pointer events come in rows.
bool is_client_message(const PayloadView& payload) {
  enum Type : std::uint8_t { kSetEncodings = 2, kUpdateRequest, kKeyEvent, kPointerEvent };
  constexpr std::size_t kPointerSize = 6;
  const std::uint8_t* p = payload.bytes.data();
  if (payload.bytes.size() < kPointerSize) return false;
  switch (p[0]) {
    case kSetEncodings:
      return p[1] == 0 && payload.length >= 4u + 4u * load_be16(p + 2) && load_be16(p + 2) < 64;
    case kUpdateRequest:
      return p[1] <= 1 && payload.length == 10;
    case kKeyEvent:
      return p[1] <= 1 && load_be16(p + 2) == 0 && payload.length == 8;
    case kPointerEvent:
      return payload.length == kPointerSize ||
             (payload.length % kPointerSize == 0 && payload.bytes.size() > kPointerSize &&
              p[kPointerSize] == kPointerEvent);
    default:
      return false;
  }
}

// Section 7.6.1: the number of rectangles, then the first one and its encoding.
bool is_update(const PayloadView& payload) {
  constexpr std::size_t kFirstRectangle = 16;
  constexpr std::uint32_t kFirstPseudo = 0xffff0000;
  if (payload.bytes.size() < kFirstRectangle) return false;
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t encoding = load_be32(p + 12);
  const bool known = encoding <= 24 || encoding >= kFirstPseudo;
  return p[0] == 0 && p[1] == 0 && load_be16(p + 2) > 0 && known;
}

}  // namespace

Finding recognise_rfb(const PayloadView& payload) {
  if (is_greeting(payload)) return from_anyone(Application::kRfb);
  if (is_server_init(payload)) return from_server(Application::kRfb);
  if (!on_port(payload, 5900, 5901, 5902, 5903, 5904, 5905)) return no_finding();
  if (is_client_message(payload)) return from_client(Application::kRfb);
  return is_update(payload) ? from_server(Application::kRfb) : no_finding();
}

}  // namespace flowsnoop
