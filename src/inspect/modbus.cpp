// Modbus/TCP (Modbus Messaging on TCP/IP 1.0b section 3.1; functions: Application Protocol 1.1b3
// section 6). A request and its response share their header; most differ in length.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 7;  // transaction, protocol, length, unit
constexpr std::uint16_t kModbusPort = 502;

// `length` counts the unit, the function and what follows. Unknown where both sides could say it.
Speaker function_speaker(ByteView pdu, std::uint32_t length) {
  constexpr std::uint32_t kException = 3, kAddressAndCount = 6;
  constexpr std::uint32_t kIdentityRequest = 5, kIdentityResponse = 8;
  constexpr unsigned kReadIdentity = 14;
  const std::uint8_t function = pdu[0];
  const unsigned count = pdu.size() > 1 ? pdu[1] : 0;  // of bytes, in responses to reads
  if (function & 0x80) return length == kException ? Speaker::kServer : Speaker::kUnknown;
  switch (function) {
    case 1:
    case 2:  // read bits: three bytes of them make a response as long as a request
      if (length == kAddressAndCount)
        return pdu.size() < 2 || count == 3 ? Speaker::kUnknown : Speaker::kClient;
      return length == 3 + count ? Speaker::kServer : Speaker::kUnknown;
    case 3:
    case 4:  // read registers: two bytes each, so the lengths differ
      if (length == kAddressAndCount) return Speaker::kClient;
      return length == 3 + count && count % 2 == 0 ? Speaker::kServer : Speaker::kUnknown;
    case 15:
    case 16:  // write several
      if (length == kAddressAndCount) return Speaker::kServer;
      return pdu.size() >= 6 && length == 7u + pdu[5] ? Speaker::kClient : Speaker::kUnknown;
    case 7:
    case 11:
    case 12:
    case 17:  // status, counter, log, server id: requests without data
      return length == 2 ? Speaker::kClient : Speaker::kServer;
    case 23:  // write, then read
      if (pdu.size() >= 10 && length == 11u + pdu[9]) return Speaker::kClient;
      return length == 3 + count ? Speaker::kServer : Speaker::kUnknown;
    case 43:  // device identification
      if (count != kReadIdentity) return Speaker::kUnknown;
      if (length > kIdentityResponse) return Speaker::kServer;
      return length <= kIdentityRequest + 1 ? Speaker::kClient : Speaker::kUnknown;
    default:  // 5, 6, 8, 22 are echoed
      return Speaker::kUnknown;
  }
}

bool is_function(std::uint8_t function) {
  const unsigned bare = function & 0x7fu;
  return (bare >= 1 && bare <= 8) || (bare >= 11 && bare <= 17) || (bare >= 20 && bare <= 24) ||
         bare == 43 || bare == 90;
}

}  // namespace

Finding recognise_modbus(const PayloadView& payload) {
  constexpr std::uint32_t kMaxLength = 254;
  if (payload.bytes.size() <= kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be16(p + 4);
  const std::size_t end = 6 + std::size_t{length};
  const bool port = on_port(payload, kModbusPort);
  if (load_be16(p + 2) != 0 || length < 2 || length > kMaxLength || !is_function(p[kHeader])) {
    return no_finding();
  }
  // Several may go in one segment.
  if (end > payload.length || (end != payload.length && !port)) return no_finding();
  const Speaker speaker = function_speaker(payload.bytes.subspan(kHeader), length);
  return speaker == Speaker::kUnknown && !port ? no_finding()
                                               : found(Application::kModbus, speaker);
}

}  // namespace flowsnoop
