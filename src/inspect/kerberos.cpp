// Kerberos 5 (RFC 4120 section 5; over TCP after a length, section 7.2.2).
//
// Each message is an application tag around a sequence that begins with the protocol version 5,
// followed by the message type, which is the number of the tag again.
#include "inspect/ber.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

Finding by_type(std::uint32_t type) {
  switch (type) {
    case 10:  // AS-REQ
    case 12:  // TGS-REQ
    case 14:  // AP-REQ
      return from_client(Application::kKerberos);
    case 11:  // AS-REP
    case 13:  // TGS-REP
    case 15:  // AP-REP
    case 30:  // KRB-ERROR
      return from_server(Application::kKerberos);
    case 20:  // KRB-SAFE
    case 21:  // KRB-PRIV
    case 22:  // KRB-CRED
      return from_anyone(Application::kKerberos);
    default:
      return no_finding();
  }
}

Finding message(ByteView bytes, std::size_t length) {
  constexpr std::uint8_t kApplication = 0x60;
  constexpr std::uint32_t kVersion = 5;
  BerReader reader(bytes);
  const BerHeader outer = reader.header();
  const std::size_t header = reader.position();
  if (!reader.ok() || (outer.tag & 0xe0) != kApplication || header + outer.length != length) {
    return no_finding();
  }
  const std::uint32_t type = outer.tag & 0x1f;
  reader.expect(kBerSequence);
  const BerHeader field = reader.header();
  // A request to a KDC numbers its fields from 1, all others from 0.
  const std::uint8_t first = type == 10 || type == 12 ? 0xa1 : 0xa0;
  const bool version = field.tag == first && reader.integer() == kVersion;
  const bool same_type = reader.header().tag == first + 1 && reader.integer() == type;
  return reader.ok() && version && same_type ? by_type(type) : no_finding();
}

}  // namespace

Finding recognise_kerberos(const PayloadView& payload) {
  return message(payload.bytes, payload.length);
}

Finding recognise_kerberos_tcp(const PayloadView& payload) {
  constexpr std::size_t kPrefix = 4;
  if (payload.bytes.size() <= kPrefix) return no_finding();
  const std::uint32_t length = load_be32(payload.bytes.data());
  // A message may need more than one segment.
  if (length + kPrefix < payload.length) return no_finding();
  return message(payload.bytes.subspan(kPrefix), length);
}

}  // namespace flowsnoop
