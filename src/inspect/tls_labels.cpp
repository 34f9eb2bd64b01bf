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

// The major versions of DTLS, and of what OpenSSL called so before RFC 4347.
bool is_dtls_major(std::uint8_t major) {
  return major == 0xfe || major == 1;
}

// The first message of the first record of a datagram, or the part of it that is there. What goes
// with keys has a later epoch: RFC 6347 section 4.1.
std::optional<DtlsFragment> first_dtls_fragment(ByteView datagram) {
  ByteReader record(datagram);
  const std::uint8_t content = record.byte();
  const std::uint8_t major = record.byte();
  record.byte();  // minor version
  const std::uint16_t epoch = record.be16();
  record.take(6);  // sequence number
  ByteReader message(record.counted16());
  if (!record.ok() || content != 22 || !is_dtls_major(major) || epoch != 0) return std::nullopt;
  DtlsFragment fragment;
  fragment.type = message.byte();
  fragment.length = message.be24();
  fragment.number = message.be16();
  fragment.offset = message.be24();
  fragment.body = message.take(message.be24());
  const bool is_inside = fragment.offset + fragment.body.size() <= fragment.length;
  return message.ok() && is_inside ? std::optional(fragment) : std::nullopt;
}

bool is_whole(const DtlsFragment& fragment) {
  return fragment.body.size() == fragment.length;
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

Progress label_dtls_hello(std::uint8_t type, ByteView body, TlsOffer& offer, Labels& labels) {
  switch (type) {
    case kTlsClientHello:  // comes a second time with the cookie of a HelloVerifyRequest
      if (offer.is_seen) return Progress::kNeedMore;
      return add_client_hello(body, 'd', offer, labels) ? Progress::kNeedMore : Progress::kNotMine;
    case kTlsServerHello:
      return add_server_hello(body, offer, labels);
    default:
      return Progress::kNeedMore;
  }
}

Progress label_dtls(ByteView datagram, TlsOffer& offer, Labels& labels) {
  const auto message = first_dtls_fragment(datagram);
  if (!message) return Progress::kNotMine;
  if (!is_whole(*message)) return Progress::kNeedMore;
  return label_dtls_hello(message->type, message->body, offer, labels);
}

std::optional<DtlsFragment> dtls_hello_fragment(ByteView datagram) {
  const auto fragment = first_dtls_fragment(datagram);
  if (!fragment || is_whole(*fragment) || fragment->length > kMaxTlsHello) return std::nullopt;
  if (fragment->type != kTlsClientHello && fragment->type != kTlsServerHello) return std::nullopt;
  const bool begins_right =
      fragment->offset != 0 || (!fragment->body.empty() && is_dtls_major(fragment->body[0]));
  return begins_right ? fragment : std::nullopt;
}

}  // namespace flowsnoop
