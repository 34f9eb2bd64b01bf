// CoAP (RFC 7252 section 3). Its header is four bytes, so the registered ports are asked for, and
// its options have to lead to the end of the message.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::uint8_t kMarker = 0xff;  // between options and payload
constexpr int kMaxOptions = 32;         // that are looked at

// How many bytes a nibble of an option adds, section 3.1: 13 and 14 announce one and two bytes.
std::size_t extension_size(unsigned nibble) {
  return nibble < 13 ? 0u : nibble - 12u;
}

bool has_right_options(ByteView bytes, std::size_t at, std::size_t length) {
  for (int i = 0; i < kMaxOptions && at < bytes.size(); ++i) {
    if (bytes[at] == kMarker) return at + 1 < length;
    const unsigned delta = bytes[at] >> 4;
    const unsigned size = bytes[at] & 15u;
    if (delta == 15 || size == 15) return false;
    const std::size_t size_at = at + 1 + extension_size(delta);
    const std::size_t value_at = size_at + extension_size(size);
    if (value_at > bytes.size()) return bytes.size() < length;
    std::size_t value = size;
    if (size == 13) value = 13u + bytes[size_at];
    if (size == 14) value = 269u + load_be16(&bytes[size_at]);
    at = value_at + value;
  }
  return at <= length;
}

}  // namespace

Finding recognise_coap(const PayloadView& payload) {
  constexpr std::uint8_t kMaxToken = 8;
  if (!on_port(payload, 5683, 5684) || payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::size_t token = p[0] & 15u;
  const unsigned type = (p[0] >> 4) & 3u;
  const unsigned code_class = p[1] >> 5;
  if ((p[0] & 0xc0) != 0x40 || token > kMaxToken || kHeader + token > payload.length) {
    return no_finding();
  }
  if (p[1] == 0) {  // empty: a ping, an acknowledgement, a reset
    return token == 0 && payload.length == kHeader ? from_anyone(Application::kCoap) : no_finding();
  }
  if (!has_right_options(payload.bytes, kHeader + token, payload.length)) return no_finding();
  if (code_class == 0) {  // a request: GET is 1, the last one is 7; not in an acknowledgement
    return p[1] <= 7 && type <= 1 ? from_client(Application::kCoap) : no_finding();
  }
  const bool response = code_class == 2 || code_class == 4 || code_class == 5;
  return response && type <= 2 ? from_server(Application::kCoap) : no_finding();
}

}  // namespace flowsnoop
