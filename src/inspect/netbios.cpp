// NetBIOS over TCP/IP (RFC 1002): name service (section 4.2), sessions (4.3), datagrams (4.4).
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kEncodedName = 32;

// First-level encoding (RFC 1001 section 14.1): 32 letters from A to P after their count.
bool is_encoded_name(const std::uint8_t* p) {
  if (p[0] != kEncodedName) return false;
  for (std::size_t i = 1; i <= kEncodedName; ++i) {
    if (p[i] < 'A' || p[i] > 'P') return false;
  }
  return true;
}

}  // namespace

Finding recognise_netbios_name(const PayloadView& payload) {
  constexpr std::size_t kHeader = 12;
  if (payload.bytes.size() < kHeader + 1 + kEncodedName) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const unsigned opcode = (p[2] >> 3) & 15u;
  const bool right_opcode = opcode == 0 || (opcode >= 5 && opcode <= 9) || opcode == 15;
  const unsigned questions = load_be16(p + 4);
  const unsigned answers = load_be16(p + 6);
  if (!right_opcode || questions + answers != 1 || !is_encoded_name(p + kHeader)) {
    return no_finding();
  }
  // DNS may carry such a name too, but not of these types: NB, NBSTAT.
  constexpr std::size_t kType = kHeader + kEncodedName + 2;
  const bool type = payload.bytes.size() < kType + 2 || p[kType - 1] != 0 ||
                    load_be16(p + kType) == 0x20 || load_be16(p + kType) == 0x21;
  if (!type || on_port(payload, 53)) return no_finding();
  return (p[2] & 0x80) ? from_server(Application::kNetbiosName)
                       : from_client(Application::kNetbiosName);
}

Finding recognise_netbios_session(const PayloadView& payload) {
  constexpr std::size_t kHeader = 4;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be24(p + 1);
  if (p[0] == 0x81) {  // session request: the called name, the calling name
    const bool right = length == 68 && payload.length == kHeader + length &&
                       payload.bytes.size() >= kHeader + 1 + kEncodedName &&
                       is_encoded_name(p + kHeader);
    return right ? from_client(Application::kNetbiosSession) : no_finding();
  }
  if (!on_port(payload, 139) || payload.length != kHeader + length) return no_finding();
  switch (p[0]) {
    case 0x82:  // positive response
      return length == 0 ? from_server(Application::kNetbiosSession) : no_finding();
    case 0x83:  // negative response
      return length == 1 ? from_server(Application::kNetbiosSession) : no_finding();
    case 0x84:  // retarget response
      return length == 6 ? from_server(Application::kNetbiosSession) : no_finding();
    case 0x85:  // keep-alive
      return length == 0 ? from_anyone(Application::kNetbiosSession) : no_finding();
    default:
      return no_finding();
  }
}

Finding recognise_netbios_datagram(const PayloadView& payload) {
  constexpr std::size_t kHeader = 14;
  if (!on_port(payload, 138) || payload.bytes.size() < kHeader + 1 + kEncodedName) {
    return no_finding();
  }
  const std::uint8_t* p = payload.bytes.data();
  const bool right = p[0] >= 0x10 && p[0] <= 0x12 && is_encoded_name(p + kHeader);
  return right ? from_anyone(Application::kNetbiosDatagram) : no_finding();
}

}  // namespace flowsnoop
