#include "engine/stream_labels.h"

#include "decode/bytes.h"
#include "inspect/dhcp_labels.h"
#include "inspect/dns_labels.h"
#include "inspect/http_labels.h"
#include "inspect/ssh_labels.h"
#include "inspect/tls_handshake.h"

namespace flowsnoop {
namespace {

bool is_response(std::span<const std::uint8_t> bytes) {
  return bytes.size() > 1 && bytes[0] == 'H' && bytes[1] == 'T';
}

// Of an HTTP connection that a proxy passes on, what follows is another protocol (RFC 9110 section
// 9.3.6). A further request may carry the password that the first one lacked.
StreamAnswer label_http_stream(const StreamLook& look, Labels& labels) {
  const bool was_known = labels.has(LabelKind::kHttpMethod);
  const bool was_answered = labels.has(LabelKind::kHttpStatus);
  const bool is_further = was_known && !is_response(look.bytes);
  const Progress progress = label_http(look.bytes, look.more && !is_further, labels);
  const bool passed_on = labels.first(LabelKind::kHttpMethod) == "CONNECT";
  const bool is_answered = labels.has(LabelKind::kHttpStatus);
  return {.progress = progress,
          .is_over = is_answered && !was_answered && !passed_on,
          .is_request = !was_known && labels.has(LabelKind::kHttpMethod) && !is_answered};
}

// The type of the first message is behind the header of the record; others than hellos, of a stream
// that began before, are not waited for. Nor is what follows an alert that stands alone: where it
// is a ServerHello, it is found by itself, and mostly it is the end.
StreamAnswer label_tls_stream(const StreamLook& look, Said& said) {
  constexpr std::size_t kType = 5;
  constexpr std::size_t kAlert = kType + 2;
  if (look.bytes[0] == kTlsAlertRecord && look.bytes.size() <= kAlert) return {};
  bool by_client = false;
  if (look.bytes[0] == kTlsHandshakeRecord) {
    if (look.bytes.size() <= kType) return {.progress = Progress::kNeedMore};
    by_client = look.bytes[kType] == kTlsClientHello;
    const bool by_server =
        look.bytes[kType] == kTlsServerHello || look.bytes[kType] == kTlsHelloRequest;
    if (!by_client && !by_server) return {};
  }
  const Progress progress = by_client ? label_tls_client(look.bytes, said.tls, said.labels)
                                      : label_tls_server(look.bytes, said.tls, said.labels);
  return {.progress = progress, .is_over = true};
}

bool is_unknown_or(Application spoken, Application wanted) {
  return spoken == Application::kUnknown || spoken == wanted;
}

}  // namespace

StreamAnswer StreamLabels::label_stream(const StreamLook& look, Said& said) {
  const std::uint8_t first = look.bytes[0];
  Labels& labels = said.labels;
  const bool is_tls = first == kTlsHandshakeRecord ||
                      (first == kTlsAlertRecord && is_unknown_or(look.spoken, Application::kTls)) ||
                      (first >= kSsl2 && look.spoken == Application::kTls);
  if (is_tls) return label_tls_stream(look, said);
  if (first >= 'A' && first <= 'Z' && is_unknown_or(look.spoken, Application::kHttp)) {
    const StreamAnswer answer = label_http_stream(look, labels);
    if (answer.progress != Progress::kNotMine) return answer;
  }
  if ((first == 'S' && is_unknown_or(look.spoken, Application::kSsh)) || look.ssh_after_lines) {
    const Progress progress =
        label_ssh(look.bytes, look.ssh, look.ssh_after_lines, look.more, labels);
    if (progress != Progress::kNotMine) return {.progress = progress, .is_over = true};
  }
  if (look.spoken == Application::kDns) return {.progress = label_dns_stream(look, labels)};
  return {};
}

// RFC 1035 section 4.2.2: two bytes of length go before each message.
Progress StreamLabels::label_dns_stream(const StreamLook& look, Labels& labels) {
  constexpr std::size_t kPrefix = 2;
  const Progress unfinished = look.more ? Progress::kNeedMore : Progress::kNotMine;
  if (look.bytes.size() < kPrefix) return unfinished;
  const std::size_t length = load_be16(look.bytes.data());
  const auto message = look.bytes.subspan(kPrefix);
  if (message.size() < length && look.more) return Progress::kNeedMore;
  const bool is_dns = label_dns_message(message.first(std::min(length, message.size())), labels);
  return is_dns ? Progress::kDone : Progress::kNotMine;
}

bool StreamLabels::label_dns_message(std::span<const std::uint8_t> bytes, Labels& labels) {
  const DnsMessage* message = dns_.read(bytes);
  if (message == nullptr) return false;
  dns_message_ = message;
  label_dns(*message, labels);
  return true;
}

bool StreamLabels::label_datagram(std::span<const std::uint8_t> bytes, Application spoken,
                                  Said& said) {
  Labels& labels = said.labels;
  switch (spoken) {
    case Application::kUnknown:
      // Names with odd bytes in them are not recognised. What is anything else is hardly whole.
      if (const DnsMessage* message = dns_.read(bytes);
          message == nullptr || !message->is_whole() || message->questions().empty()) {
        return false;
      }
      return label_dns_message(bytes, labels);
    case Application::kDns:
    case Application::kMdns:
    case Application::kLlmnr:
      return label_dns_message(bytes, labels);
    case Application::kDhcp:
      label_dhcp(bytes, labels);
      return false;
    case Application::kDhcpv6:
      label_dhcpv6(bytes, labels);
      return false;
    case Application::kDtls:
      label_dtls(bytes, said.tls, labels);
      return false;
    default:
      return false;
  }
}

}  // namespace flowsnoop
