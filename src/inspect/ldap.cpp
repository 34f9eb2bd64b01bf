// LDAP (RFC 4511 section 4.1.1), over TCP and, connectionless, over UDP; and what SASL wraps around
// it with Kerberos (RFC 4752), whose tokens say whether the acceptor sent them (RFC 4121 section
// 4.2.2).
#include "inspect/ber.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

Speaker operation_speaker(std::uint8_t tag) {
  switch (tag) {
    case 0x60:  // bindRequest
    case 0x42:  // unbindRequest
    case 0x63:  // searchRequest
    case 0x66:  // modifyRequest
    case 0x68:  // addRequest
    case 0x4a:  // delRequest
    case 0x6c:  // modDNRequest
    case 0x6e:  // compareRequest
    case 0x50:  // abandonRequest
    case 0x77:  // extendedReq
      return Speaker::kClient;
    case 0x61:  // bindResponse
    case 0x64:  // searchResEntry
    case 0x65:  // searchResDone
    case 0x67:  // modifyResponse
    case 0x69:  // addResponse
    case 0x6b:  // delResponse
    case 0x6d:  // modDNResponse
    case 0x6f:  // compareResponse
    case 0x73:  // searchResRef
    case 0x78:  // extendedResp
    case 0x79:  // intermediateResponse
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

// The first field of each operation, as far as it has to be one thing.
bool is_operation(std::uint8_t operation, BerReader& reader) {
  const std::uint32_t length = reader.header().length;
  switch (operation) {
    case 0x42:
      return true;
    case 0x50:
    case 0x4a:
      return length > 0;
    case 0x60:
      return reader.integer() <= 3;
    case 0x61:
    case 0x65:
    case 0x67:
    case 0x69:
    case 0x6b:
    case 0x6d:
    case 0x6f:
    case 0x78:
      return reader.header().tag == kBerEnumerated;
    case 0x73:
    case 0x63:
    case 0x64:
    case 0x66:
    case 0x68:
    case 0x6c:
    case 0x6e:
      return reader.header().tag == kBerOctetString;
    default:
      return (reader.header().tag & 0xc0) == 0x80;
  }
}

}  // namespace

Finding recognise_ldap(const PayloadView& payload) {
  BerReader reader(payload.bytes);
  const std::uint32_t length = reader.expect(kBerSequence);
  const std::size_t end = reader.position() + length;
  if (!is_tcp(payload) && end > payload.length) return no_finding();
  reader.integer();  // message id
  if (!reader.ok()) return no_finding();
  const std::size_t operation_at = reader.position();
  if (operation_at >= payload.bytes.size() || operation_at >= end) return no_finding();
  const std::uint8_t operation = payload.bytes[operation_at];
  const Speaker speaker = operation_speaker(operation);
  if (speaker == Speaker::kUnknown) return no_finding();
  const bool right = is_operation(operation, reader);
  if (!reader.ok() || !right) return no_finding();
  return found(Application::kLdap, speaker);
}

Finding recognise_ldap_wrapped(const PayloadView& payload) {
  constexpr std::size_t kFixed = 8;
  constexpr std::uint32_t kMaxBuffer = 1 << 24;
  constexpr std::uint8_t kSentByAcceptor = 0x01;
  if (!on_port(payload, 389, 3268) || payload.bytes.size() < kFixed) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be32(p);
  const bool wrap = load_be16(p + 4) == 0x0504 && p[7] == 0xff && p[6] <= 7;
  if (!wrap || length < 16 || length > kMaxBuffer) return no_finding();
  return p[6] & kSentByAcceptor ? from_server(Application::kLdap) : from_client(Application::kLdap);
}

}  // namespace flowsnoop
