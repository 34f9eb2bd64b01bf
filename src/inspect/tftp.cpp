// TFTP (RFC 1350 section 5; options RFC 2347). A server answers from a port of its own choice, so
// most of a transfer shows no known port: there only an OACK is recognised.
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

enum Opcode : std::uint16_t { kRead = 1, kWrite = 2, kData = 3, kAck = 4, kError = 5, kOack = 6 };

// A file name and a mode, both with a zero at their end.
bool is_request(std::string_view text) {
  const std::size_t name = text.find('\0');
  if (name == std::string_view::npos || name == 0 || !all_printable(text.substr(0, name))) {
    return false;
  }
  const std::string_view mode = text.substr(name + 1);
  return begins_with(mode, "OCTET") || begins_with(mode, "NETASCII") || begins_with(mode, "MAIL");
}

bool is_option(std::string_view text) {
  return begins_with(text, "BLKSIZE") || begins_with(text, "TSIZE") ||
         begins_with(text, "TIMEOUT") || begins_with(text, "WINDOWSIZE");
}

}  // namespace

Finding recognise_tftp(const PayloadView& payload) {
  constexpr std::size_t kFixed = 4;
  constexpr std::uint32_t kMaxData = 1468;
  if (payload.bytes.size() < kFixed) return no_finding();
  const bool port = on_port(payload, 69);
  const std::string_view rest = as_text(payload.bytes).substr(2);
  switch (load_be16(payload.bytes.data())) {
    case kRead:
    case kWrite:
      return is_request(rest) ? from_client(Application::kTftp) : no_finding();
    case kData:
      return port && payload.length <= kFixed + kMaxData ? from_anyone(Application::kTftp)
                                                         : no_finding();
    case kAck:
      return port && payload.length == kFixed ? from_anyone(Application::kTftp) : no_finding();
    case kError:
      return port && load_be16(&payload.bytes[2]) <= 8 ? from_anyone(Application::kTftp)
                                                       : no_finding();
    case kOack:
      return is_option(rest) ? from_server(Application::kTftp, Strength::kHint) : no_finding();
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
