// What the payload of a conversation said in words: names, versions, codes. The texts are the bytes
// that the packets had: hostile, and not always UTF-8. Writers make them inert.
//
// A Labels owns its texts in one buffer of bounded size. Views into it are valid until it changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowsnoop {

// One kind is one field of the output; docs/output.md has their meaning. A kind that may have
// several values is marked "each".
enum class LabelKind : std::uint8_t {
  kTlsVersion,          // negotiated: "1.3"
  kTlsServerName,       // SNI of the ClientHello, RFC 6066 section 3
  kTlsOfferedProtocol,  // each ALPN protocol of the ClientHello, RFC 7301
  kTlsNextProtocol,     // ALPN protocol that the server chose
  kTlsCipher,           // that the server chose, IANA name: "TLS_AES_128_GCM_SHA256"
  kTlsResumed,          // "true" where the session is a resumed one
  kTlsJa4,              // JA4 of the ClientHello
  kQuicVersion,         // "1", "2", "draft-29"
  kHttpVersion,         // "1.1"
  kHttpHost,            // of the first request, port included where it is stated
  kHttpMethod,          // of the first request
  kHttpTarget,          // request target of the first request, RFC 9112 section 3.2
  kHttpUserAgent,       // of the first request
  kHttpStatus,          // code of the first final response: "200"
  kDnsQuestionName,     // each
  kDnsQuestionType,     // of the first question: "AAAA"
  kDnsAnswer,           // each name of the first response's answers
  kDnsAddress,          // each address of the first response's answers
  kDnsResponseCode,     // of the first response: "NOERROR"
  kDnsLatency,          // first query to its response, nanoseconds in decimal digits
  kSshClient,           // the client's identification line, RFC 4253 section 4.2
  kSshServer,           // the server's
  kDhcpHostName,        // option 12, RFC 2132 section 3.14
  kFinding,  // each: something to be known, such as "http_basic" (password in plain text)
};
inline constexpr std::size_t kLabelKindCount = static_cast<std::size_t>(LabelKind::kFinding) + 1;

// The texts of kFinding.
inline constexpr std::string_view kFindingHttpBasic = "http_basic";  // RFC 7617: a plain password

class Labels {
 public:
  // All texts together have no more bytes than this; a text has no more than kMaxText.
  static constexpr std::size_t kMaxBytes = 4096;
  static constexpr std::size_t kMaxText = 1024;

  // What most conversations say has room in so many bytes; a Labels takes them with its first text,
  // and never more than twice what it needs.
  static constexpr std::size_t kUsualBytes = 120;

  // Adds a value; of a text that is too long, its beginning. False where there is no more room.
  bool add(LabelKind kind, std::string_view text);

  // A bit a kind.
  static constexpr std::uint32_t bit(LabelKind kind) { return 1u << static_cast<unsigned>(kind); }
  std::uint32_t kinds() const { return kinds_; }

  bool has(LabelKind kind) const { return (kinds_ & bit(kind)) != 0; }
  bool has(LabelKind kind, std::string_view text) const;
  bool empty() const { return kinds_ == 0; }

  // What the texts and their lengths take.
  std::size_t size_bytes() const { return entries_.size(); }

  // Gives the values of each of the two kinds to the other.
  void exchange(LabelKind one, LabelKind other);

  // The first value that was added, empty where there is none.
  std::string_view first(LabelKind kind) const;

  // Calls `take(kind, text)` for each value, in the order in which they were added.
  template <typename Take>
  void for_each(Take take) const;

  // Asks for the memory of the texts, which may be far away.
  void prefetch() const { __builtin_prefetch(entries_.data()); }

  // Keeps the memory for the next conversation.
  void clear() {
    entries_.clear();
    kinds_ = 0;
  }

 private:
  static constexpr std::size_t kEntryHeader = 3;  // kind, length in two bytes

  std::size_t length_at(std::size_t entry) const {
    return static_cast<std::uint8_t>(entries_[entry + 1]) |
           std::size_t{static_cast<std::uint8_t>(entries_[entry + 2])} << 8;
  }
  std::string_view text_at(std::size_t entry) const {
    return {entries_.data() + entry + kEntryHeader, length_at(entry)};
  }

  std::string entries_;
  std::uint32_t kinds_ = 0;  // those that are there
};
static_assert(kLabelKindCount <= 32);

template <typename Take>
void Labels::for_each(Take take) const {
  for (std::size_t at = 0; at < entries_.size(); at += kEntryHeader + length_at(at)) {
    take(static_cast<LabelKind>(entries_[at]), text_at(at));
  }
}

}  // namespace flowsnoop
