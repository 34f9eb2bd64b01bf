// Which labels the beginning of a stream or a datagram has: one line a protocol. Used by one
// thread.
#pragma once

#include <cstdint>
#include <span>

#include "flowsnoop/labels.h"
#include "inspect/dns_message.h"
#include "inspect/inspect.h"
#include "inspect/progress.h"
#include "inspect/tls_labels.h"

namespace flowsnoop {

inline constexpr std::uint8_t kTlsAlertRecord = 21;  // RFC 8446 section 5.1
inline constexpr std::uint8_t kTlsHandshakeRecord = 22;
inline constexpr std::uint8_t kSsl2 = 0x80;  // RFC 6101 appendix E

// What is asked: bytes, and what is known of them.
struct StreamLook {
  std::span<const std::uint8_t> bytes;         // not empty; a message may begin with the first
  Application spoken = Application::kUnknown;  // what the bytes are; unknown: not known yet
  LabelKind ssh = LabelKind::kSshClient;       // whose identification line it would be
  bool ssh_after_lines = false;                // other lines may come before it
  bool more = false;                           // the rest of an unfinished message may still come
};

// Aligned so that it is returned in a register.
struct alignas(4) StreamAnswer {
  Progress progress = Progress::kNotMine;
  bool is_over = false;     // kDone: the side will say nothing else that has labels
  bool is_request = false;  // kDone: the other side will answer, and has not been heard yet
};

// What a conversation said so far.
struct Said {
  Labels labels;
  TlsOffer tls;

  bool is_nothing() const { return labels.empty() && !tls.is_seen; }
};

class StreamLabels {
 public:
  StreamAnswer label_stream(const StreamLook& look, Said& said);

  // False where label_stream() has nothing to say of bytes that begin with this one, whatever
  // follows. `spoken` is known.
  static constexpr bool may_begin_labels(std::uint8_t first, Application spoken) {
    if (first == kTlsHandshakeRecord) return true;
    switch (spoken) {
      case Application::kTls:
        return first >= kSsl2 || first == kTlsAlertRecord;
      case Application::kHttp:
        return first >= 'A' && first <= 'Z';
      case Application::kSsh:
        return first == 'S';
      default:
        return spoken == Application::kDns;
    }
  }

  // `spoken` is unknown only for what is on DNS's port. True where it was a DNS message.
  bool label_datagram(std::span<const std::uint8_t> bytes, Application spoken, Said& said);

  // Shared with all who read the same payload.
  DnsReader& dns() { return dns_; }

  // What the last look that found a DNS message found.
  const DnsMessage& dns_message() const { return *dns_message_; }

 private:
  Progress label_dns_stream(const StreamLook& look, Labels& labels);

  bool label_dns_message(std::span<const std::uint8_t> bytes, Labels& labels);

  DnsReader dns_;
  const DnsMessage* dns_message_ = nullptr;
};

}  // namespace flowsnoop
