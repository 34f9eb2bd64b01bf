// NTP (RFC 5905 section 7.3; control messages RFC 9327; private mode as ntpd has it).
//
// The header is weak against noise, so the registered port is asked for.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::uint16_t kNtpPort = 123;

constexpr int signed_byte(std::uint8_t byte) {
  return byte < 128 ? byte : byte - 256;
}

bool is_time_message(const PayloadView& payload) {
  constexpr std::uint32_t kHeader = 48;
  constexpr std::size_t kChecked = 4;
  const std::uint8_t* p = payload.bytes.data();
  if (payload.length < kHeader || payload.length % 4 != 0 || payload.bytes.size() < kChecked) {
    return false;
  }
  const unsigned version = (p[0] >> 3) & 7u;
  const int poll = signed_byte(p[2]);
  const int precision = signed_byte(p[3]);  // a power of 2 s; 32 from who hides it
  return version >= 1 && version <= 4 && p[1] <= 16 && poll >= -6 && poll <= 17 &&
         ((precision >= -40 && precision <= 0) || precision == 32);
}

// RFC 9327 section 2: the count of the data's bytes, which are padded, and perhaps authenticated.
bool is_control_message(const PayloadView& payload) {
  constexpr std::size_t kHeader = 12;
  constexpr std::uint32_t kMaxRest = 3 + 24;
  if (payload.bytes.size() < kHeader) return false;
  const std::uint8_t* p = payload.bytes.data();
  const unsigned version = p[0] >> 3;
  const unsigned opcode = p[1] & 31u;
  const std::uint32_t end = static_cast<std::uint32_t>(kHeader) + load_be16(p + 10);
  return version >= 1 && version <= 4 && (opcode <= 12 || opcode == 31) && end <= payload.length &&
         payload.length <= end + kMaxRest;
}

// The implementation's number, a request code, then the number of items and their size.
bool is_private_message(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  if (payload.bytes.size() < kHeader) return false;
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t content = (load_be16(p + 4) & 0xfffu) * (load_be16(p + 6) & 0xfffu);
  return p[2] <= 3 && (p[3] <= 45 || p[3] == 0xff) && kHeader + content <= payload.length;
}

}  // namespace

Finding recognise_ntp(const PayloadView& payload) {
  if (!on_port(payload, kNtpPort)) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const unsigned mode = p[0] & 7u;
  if (mode >= 1 && mode <= 5) {
    if (!is_time_message(payload)) return no_finding();
    if (mode == 3) return from_client(Application::kNtp);
    if (mode == 4) return from_server(Application::kNtp);
    // 1 and 2 are what peers say; 5 is sent to a group, which answers nothing.
    return mode == 5 ? from_anyone(Application::kNtp) : from_peer(Application::kNtp);
  }
  if (mode == 6 && is_control_message(payload)) {
    return p[1] & 0x80 ? from_server(Application::kNtp) : from_client(Application::kNtp);
  }
  if (mode == 7 && is_private_message(payload)) {
    return p[0] & 0x80 ? from_server(Application::kNtp) : from_client(Application::kNtp);
  }
  return no_finding();
}

}  // namespace flowsnoop
