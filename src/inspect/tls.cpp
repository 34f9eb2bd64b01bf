// TLS records (RFC 8446 section 5.1, RFC 5246 section 6.2.1) and the ClientHello of SSL 2.0.
#include <algorithm>

#include "inspect/match.h"
#include "inspect/recognisers.h"
#include "inspect/tls_handshake.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kRecordHeader = 5;
constexpr std::uint32_t kMaxRecord = 16384 + 2048;  // RFC 5246 section 6.2.3
constexpr std::size_t kMessageHeader = 4;
constexpr int kMaxMessages = 6;  // of one record that are looked at
constexpr int kMaxRecords = 4;   // of one payload that are looked at
constexpr std::uint32_t kEmptyCertificate = 3;
constexpr std::uint32_t kMaxFinished = 80;  // encrypted

// What one record of the handshake shows.
struct HandshakeRecord {
  Speaker speaker = Speaker::kUnknown;
  bool certificate = false;  // it is whole and ends with a certificate: what follows will tell
};

// Handshake messages go one after the other in a record. An encrypted one (Finished) looks like
// noise, so each has to fit its record.
HandshakeRecord read_handshake(ByteView fragment, std::uint32_t fragment_length) {
  std::size_t offset = 0;
  for (int i = 0; i < kMaxMessages && fragment.size() >= offset + kMessageHeader; ++i) {
    const std::uint8_t type = fragment[offset];
    const std::uint32_t length = load_be24(&fragment[offset + 1]);
    const bool fits = offset + kMessageHeader + length <= fragment_length;
    if (type == kTlsClientHello || type == kTlsServerHello) {
      const bool version =
          fragment.size() > offset + kMessageHeader && fragment[offset + kMessageHeader] == 3;
      return {version ? tls_handshake_speaker(type) : Speaker::kUnknown, false};
    }
    // Where a TLS 1.2 nonce begins with zeros, a Finished looks like a HelloRequest.
    if (type == kTlsHelloRequest && (length != 0 || fragment_length != kMessageHeader)) return {};
    if (!fits) return {};
    if (type != kTlsCertificate) return {tls_handshake_speaker(type), false};
    if (length == kEmptyCertificate) return {Speaker::kClient, false};  // "I have none"
    offset += kMessageHeader + length;  // both send one: see what follows
  }
  return {Speaker::kUnknown, offset == fragment_length};
}

// A client's certificate and what proves it may be records of their own.
Finding handshake(const PayloadView& payload) {
  std::size_t offset = 0;
  for (int i = 0; i < kMaxRecords && payload.bytes.size() >= offset + kRecordHeader; ++i) {
    const std::uint8_t* p = &payload.bytes[offset];
    const std::uint32_t length = load_be16(p + 3);
    if (p[0] != 22 || length < kMessageHeader) break;
    const ByteView rest = payload.bytes.subspan(offset + kRecordHeader);
    const HandshakeRecord record =
        read_handshake(rest.first(std::min<std::size_t>(rest.size(), length)), length);
    if (!record.certificate) return found(Application::kTls, record.speaker);
    offset += kRecordHeader + length;
  }
  return from_anyone(Application::kTls);
}

// In TLS 1.3 a server's change_cipher_spec goes with its ServerHello. What a client sends after its
// own is its Finished (RFC 8446 appendix D.4), whose size is that of the hash: 4 and 32 or 48
// bytes, 1 for the type, 16 for the tag. Up to TLS 1.2 an encrypted Finished follows on both sides,
// and mostly it is the client who has more to say at once.
Finding after_change_cipher_spec(ByteView rest) {
  if (rest.size() < kRecordHeader) return from_anyone(Application::kTls);
  const std::uint32_t length = load_be16(&rest[3]);
  if (rest[0] == 23 && (length == 53 || length == 69)) return from_client(Application::kTls);
  const std::size_t next = kRecordHeader + length;
  const bool goes_on =
      rest[0] == 22 && length <= kMaxFinished && rest.size() > next && rest[next] == 23;
  return goes_on ? from_client(Application::kTls, Strength::kHint) : from_anyone(Application::kTls);
}

// RFC 5246 appendix E.2: a two-byte length with the first bit set, then the message.
Finding ssl2_client_hello(const PayloadView& payload) {
  constexpr std::size_t kHeader = 11;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be16(p) & 0x7fffu;
  const std::uint16_t version = load_be16(p + 3);
  const std::uint32_t ciphers = load_be16(p + 5);
  const std::uint32_t session = load_be16(p + 7);
  const std::uint32_t challenge = load_be16(p + 9);
  const bool right = (p[0] & 0x80) != 0 && p[2] == 1 && length + 2 == payload.length &&
                     (version == 0x0002 || (version >= 0x0300 && version <= 0x0303)) &&
                     ciphers > 0 && ciphers % 3 == 0 && (session == 0 || session == 16) &&
                     challenge >= 16 && challenge <= 32 &&
                     9 + ciphers + session + challenge == length;
  return right ? from_client(Application::kTls) : no_finding();
}

}  // namespace

Finding recognise_tls(const PayloadView& payload) {
  if (payload.bytes.size() < kRecordHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  if (p[0] >= 0x80) return ssl2_client_hello(payload);
  const std::uint32_t length = load_be16(p + 3);
  if (p[1] != 3 || p[2] > 4 || length == 0 || length > kMaxRecord) return no_finding();
  switch (p[0]) {
    case 20: {  // change_cipher_spec: both sides send one
      const bool right = length == 1 && payload.bytes.size() > kRecordHeader && p[5] == 1;
      return right ? after_change_cipher_spec(payload.bytes.subspan(kRecordHeader + 1))
                   : no_finding();
    }
    case 21:  // alert: 2 bytes, more when encrypted
      return length == 2 || length >= 16 ? from_anyone(Application::kTls) : no_finding();
    case 22:
      return length < kMessageHeader ? no_finding() : handshake(payload);
    case 23:  // application_data
      return from_anyone(Application::kTls);
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
