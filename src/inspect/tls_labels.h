// What the hellos of TLS, DTLS and QUIC say, as labels.
//
// The functions may be called again with a longer stream of the same side: what was added once is
// not added twice. They keep no views; different conversations may be looked at in parallel.
#pragma once

#include <array>
#include <optional>

#include "flowsnoop/labels.h"
#include "inspect/match.h"
#include "inspect/progress.h"
#include "inspect/tls_hello.h"

namespace flowsnoop {

// What has to be remembered of a client's hello to tell whether its session was resumed.
struct TlsOffer {
  bool is_seen = false;
  std::uint8_t session_id_size = 0;
  std::array<std::uint8_t, kMaxTlsSessionId> session_id{};
};

// `stream` is what the client sent, without a gap, from the beginning of its first TLS record on.
// Adds kTlsServerName, kTlsOfferedProtocol and kTlsJa4 when the whole ClientHello is there.
Progress label_tls_client(ByteView stream, TlsOffer& offer, Labels& labels);

// `stream` is what the server sent, as above. Adds kTlsVersion, kTlsCipher, kTlsNextProtocol and
// kTlsResumed. The client's hello should have been looked at before: without it only TLS 1.3
// tells that a session is resumed.
Progress label_tls_server(ByteView stream, const TlsOffer& offer, Labels& labels);

// `datagram` is a UDP payload of either side that begins with a DTLS record. A hello that is split
// over several records is passed over; see below. kDone after the ServerHello. RFC 6347 section 4.
Progress label_dtls(ByteView datagram, TlsOffer& offer, Labels& labels);

// Part of a handshake message of DTLS, RFC 6347 section 4.2.2.
struct DtlsFragment {
  std::uint8_t type = 0;
  std::uint16_t number = 0;  // of the message, among those of its sender
  std::uint32_t length = 0;  // of the whole message
  std::uint32_t offset = 0;  // of the body in it; the body ends within the message
  ByteView body;
};

// The part of a hello that `datagram`, as above, begins with; nothing where the hello is whole. The
// body at the offset 0 begins with the version of DTLS, as no stream that has labels does.
std::optional<DtlsFragment> dtls_hello_fragment(ByteView datagram);

// `body` is a whole message that was put together from such parts.
Progress label_dtls_hello(std::uint8_t type, ByteView body, TlsOffer& offer, Labels& labels);

// For all of the above and for QUIC: `body` is a whole message without its header, `transport` the
// first letter of JA4. False where it is malformed.
bool add_client_hello(ByteView body, char transport, TlsOffer& offer, Labels& labels);

// kNeedMore after a HelloRetryRequest, which a second ServerHello follows.
Progress add_server_hello(ByteView body, const TlsOffer& offer, Labels& labels);

}  // namespace flowsnoop
