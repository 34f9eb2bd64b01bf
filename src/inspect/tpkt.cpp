// What goes over TPKT (RFC 1006 section 6) and the ISO transport protocol (ITU-T X.224 section 13):
// RDP, Siemens S7, and others of which only the connection request tells.
#include <string_view>

#include "inspect/ber.h"
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kTpktHeader = 4;
constexpr std::uint8_t kConnectRequest = 0xe0, kConnectConfirm = 0xd0, kData = 0xf0;

// RDP (MS-RDPBCGR sections 2.2.1.1 and 2.2.1.2): a cookie, or a negotiation of 8 bytes.
bool is_rdp_connect(ByteView transport) {
  constexpr std::size_t kFixed = 7;
  if (transport.size() <= kFixed) return false;
  const ByteView rest = transport.subspan(kFixed);
  const std::string_view text = as_text(rest);
  if (text.starts_with("Cookie:") || text.starts_with("tsv://")) return true;
  const bool negotiation =
      rest.size() >= 4 && rest[0] >= 1 && rest[0] <= 3 && load_le16(&rest[2]) == 8;
  return negotiation;
}

Finding connect(const PayloadView& payload, ByteView transport) {
  const bool rdp = is_rdp_connect(transport) || on_port(payload, 3389);
  const Application application = rdp ? Application::kRdp : Application::kCotp;
  return transport[1] == kConnectRequest ? from_client(application) : from_server(application);
}

// S7 communication: the remote operating service control says request or answer.
Finding s7(ByteView pdu) {
  constexpr std::size_t kHeader = 10;
  constexpr std::size_t kUserDataType = kHeader + 5;
  if (pdu.size() < kHeader) return from_anyone(Application::kS7comm);
  switch (pdu[1]) {
    case 1:  // job
      return from_client(Application::kS7comm);
    case 2:  // acknowledgement
    case 3:  // acknowledgement with data
      return from_server(Application::kS7comm);
    case 7: {  // user data: 4 in the upper half is a request, 8 a response, 0 is pushed
      if (pdu.size() <= kUserDataType || pdu[kHeader] != 0) break;
      const unsigned type = pdu[kUserDataType] >> 4;
      if (type == 4) return from_client(Application::kS7comm);
      if (type == 8) return from_server(Application::kS7comm);
      break;
    }
    default:
      break;
  }
  return from_anyone(Application::kS7comm);
}

// The later form, S7comm-plus.
Finding s7_plus(ByteView pdu) {
  constexpr std::size_t kHeader = 5;
  if (pdu.size() < kHeader || pdu[1] > 3) return from_anyone(Application::kS7comm);
  const std::uint8_t opcode = pdu[1] == 3 ? std::uint8_t{0} : pdu[4];  // 3 is encrypted or signed
  if (opcode == 0x31) return from_client(Application::kS7comm);
  if (opcode == 0x32 || opcode == 0x33) return from_server(Application::kS7comm);
  return from_anyone(Application::kS7comm);
}

// MMS (ISO 9506-2), as IEC 61850 uses it, in the session and presentation layers' shortest form:
// two session headers of two bytes, then user data with one value.
Finding mms(ByteView pdu) {
  constexpr std::size_t kSession = 4;
  if (pdu.size() < kSession || load_be32(pdu.data()) != 0x01000100) return no_finding();
  BerReader reader(pdu.subspan(kSession));
  reader.expect(0x61);
  reader.expect(kBerSequence);
  reader.integer();
  reader.expect(0xa0);
  const std::uint8_t tag = reader.byte();
  if (!reader.ok()) return no_finding();
  switch (tag) {
    case 0xa0:  // confirmed request
      return from_client(Application::kMms);
    case 0xa1:  // confirmed response
    case 0xa2:  // confirmed error
    case 0xa3:  // unconfirmed: a report
      return from_server(Application::kMms);
    default:
      return from_anyone(Application::kMms);
  }
}

// The session layer (ITU-T X.225): who connects says CONNECT, and gets ACCEPT.
Finding session(ByteView pdu) {
  const Finding finding = mms(pdu);
  if (finding.application != Application::kUnknown) return finding;
  if (pdu[0] == 0x0d) return from_client(Application::kCotp, Strength::kHint);
  if (pdu[0] == 0x0e) return from_server(Application::kCotp, Strength::kHint);
  return from_anyone(Application::kCotp);
}

Finding data(const PayloadView& payload, ByteView transport) {
  constexpr std::size_t kHeader = 3;
  const ByteView pdu = transport.subspan(kHeader);
  if (pdu.empty()) return from_anyone(Application::kCotp);
  if (pdu[0] == 0x32) return s7(pdu);
  if (pdu[0] == 0x72) return s7_plus(pdu);
  const bool mcs = pdu.size() >= 2 && pdu[0] == 0x7f && (pdu[1] == 0x65 || pdu[1] == 0x66);
  if (mcs) {  // T.125 Connect-Initial and Connect-Response
    return pdu[1] == 0x65 ? from_client(Application::kRdp) : from_server(Application::kRdp);
  }
  return on_port(payload, 3389) ? from_anyone(Application::kRdp) : session(pdu);
}

// H.225.0 call signalling: the first bit of the call reference is set by who was called.
Finding q931(ByteView message) {
  constexpr std::size_t kHeader = 5;
  if (message.size() < kHeader || message[1] != 2) return no_finding();
  return message[2] & 0x80 ? from_server(Application::kH323, Strength::kHint)
                           : from_client(Application::kH323, Strength::kHint);
}

}  // namespace

Finding recognise_tpkt(const PayloadView& payload) {
  if (payload.bytes.size() < kTpktHeader + 3) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be16(p + 2);
  if (p[1] != 0 || length < kTpktHeader + 3) return no_finding();
  // Several may go in one segment, or one in several.
  if (length != payload.length && !on_port(payload, 102, 3389, 1720)) return no_finding();
  const ByteView rest = payload.bytes.subspan(kTpktHeader);
  if (rest[0] == 0x08) return q931(rest);
  const std::size_t indicator = rest[0];
  if (rest[1] == kData) {
    return indicator == 2 && (rest[2] & 0x7f) == 0 ? data(payload, rest) : no_finding();
  }
  const bool connects = (rest[1] == kConnectRequest || rest[1] == kConnectConfirm) &&
                        indicator >= 6 && kTpktHeader + 1 + indicator == length;
  return connects ? connect(payload, rest) : no_finding();
}

}  // namespace flowsnoop
