#include "inspect/tls_labels.h"

#include <algorithm>

#include "inspect/byte_reader.h"
#include "inspect/ja4.h"
#include "inspect/tls_handshake.h"
#include "inspect/tls_names.h"
#include "inspect/tls_record.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kMaxOfferedProtocols = 32;  // that are added; most clients offer one to three
constexpr int kMaxServerMessages = 4;             // that are looked at for a ServerHello

void add_once(Labels& labels, LabelKind kind, std::string_view text) {
  if (!text.empty() && !labels.has(kind)) labels.add(kind, text);
}

// Up to TLS 1.2 a server resumes by sending back the session id that the client gave, RFC 5246
// section 7.3 and RFC 5077 section 3.4. In TLS 1.3 sending it back means nothing, RFC 8446 section
// 4.1.3, and taking one of the client's pre-shared keys is what resumes.
bool is_resumed(const ServerHello& hello, const TlsOffer& offer) {
  if (hello.has_pre_shared_key) return true;
  const auto given = ByteView(offer.session_id).first(offer.session_id_size);
  return !is_tls13(hello.version) && !given.empty() &&
         std::equal(given.begin(), given.end(), hello.session_id.begin(), hello.session_id.end());
}

void remember(const ClientHello& hello, TlsOffer& offer) {
  offer.is_seen = true;
  offer.session_id_size = static_cast<std::uint8_t>(hello.session_id.size());
  std::copy(hello.session_id.begin(), hello.session_id.end(), offer.session_id.begin());
}

// The first message of the first record of a datagram, where it is whole.
TlsMessage first_dtls_message(ByteView datagram) {
  ByteReader record(datagram);
  const std::uint8_t content = record.byte();
  const std::uint8_t major = record.byte();
  record.take(1 + 2 + 6);  // minor version, epoch, sequence number
  ByteReader message(record.counted16());
  if (!record.ok() || content != 22 || (major != 0xfe && major != 1)) return {};
  const std::uint8_t type = message.byte();
  const std::uint32_t length = message.be24();
  message.be16();  // message sequence number
  const std::uint32_t fragment_offset = message.be24();
  const std::uint32_t fragment_length = message.be24();
  const ByteView body = message.take(fragment_length);
  if (!message.ok()) return {};
  const bool whole = fragment_offset == 0 && fragment_length == length;
  return {whole ? Progress::kDone : Progress::kNeedMore, type, body};
}

Progress add_dtls_hello(const TlsMessage& message, TlsOffer& offer, Labels& labels) {
  switch (message.type) {
    case kTlsClientHello:  // comes a second time with the cookie of a HelloVerifyRequest
      if (offer.is_seen) return Progress::kNeedMore;
      return add_client_hello(message.body, 'd', offer, labels) ? Progress::kNeedMore
                                                                : Progress::kNotMine;
    case kTlsServerHello:
      return add_server_hello(message.body, offer, labels);
    default:
      return Progress::kNeedMore;
  }
}

}  // namespace

bool add_client_hello(ByteView body, char transport, TlsOffer& offer, Labels& labels) {
  const auto form = transport == 'd' ? HelloForm::kDtls : HelloForm::kTls;
  const auto hello = parse_client_hello(body, form);
  if (!hello) return false;
  if (offer.is_seen) return true;
  remember(*hello, offer);
  add_once(labels, LabelKind::kTlsServerName, hello->server_name);
  if (const auto ja4 = ja4_fingerprint(*hello, transport)) {
    add_once(labels, LabelKind::kTlsJa4, {ja4->data(), ja4->size()});
  }
  hello->protocols.for_each(kMaxOfferedProtocols, [&](std::string_view name) {
    labels.add(LabelKind::kTlsOfferedProtocol, name);
  });
  return true;
}

Progress add_server_hello(ByteView body, const TlsOffer& offer, Labels& labels) {
  const auto hello = parse_server_hello(body);
  if (!hello) return Progress::kNotMine;
  add_once(labels, LabelKind::kTlsVersion, TlsVersionName(hello->version).text());
  add_once(labels, LabelKind::kTlsCipher, TlsCipherName(hello->cipher_suite).text());
  if (hello->is_retry_request) return Progress::kNeedMore;
  add_once(labels, LabelKind::kTlsNextProtocol, hello->protocol);
  if (is_resumed(*hello, offer)) add_once(labels, LabelKind::kTlsResumed, "true");
  return Progress::kDone;
}

Progress label_tls_client(ByteView stream, TlsOffer& offer, Labels& labels) {
  if (is_ssl2_client_hello(stream)) return Progress::kDone;
  TlsRecordReader records(stream);
  const TlsMessage message = records.next();
  if (message.progress != Progress::kDone) return message.progress;
  const bool added =
      message.type == kTlsClientHello && add_client_hello(message.body, 't', offer, labels);
  return added ? Progress::kDone : Progress::kNotMine;
}

Progress label_tls_server(ByteView stream, const TlsOffer& offer, Labels& labels) {
  if (is_ssl2_server_hello(stream)) {
    add_once(labels, LabelKind::kTlsVersion, "SSLv2");
    return Progress::kDone;
  }
  TlsRecordReader records(stream);
  for (int i = 0; i < kMaxServerMessages; ++i) {
    const TlsMessage message = records.next();
    if (message.progress != Progress::kDone) return message.progress;
    if (message.type == kTlsHelloRequest) continue;
    if (message.type != kTlsServerHello) return Progress::kNotMine;
    const Progress progress = add_server_hello(message.body, offer, labels);
    if (progress != Progress::kNeedMore) return progress;
  }
  return Progress::kNotMine;
}

Progress label_dtls(ByteView datagram, TlsOffer& offer, Labels& labels) {
  const TlsMessage message = first_dtls_message(datagram);
  return message.progress == Progress::kDone ? add_dtls_hello(message, offer, labels)
                                             : message.progress;
}

}  // namespace flowsnoop
