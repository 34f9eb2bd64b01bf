// Reads DNS messages (RFC 1035 section 4.1): the questions asked and the records that answer them.
// Multicast DNS (RFC 6762) and LLMNR (RFC 4795) have the same form. Over TCP each message comes
// after two bytes of length (RFC 1035 section 4.2.2), which are not part of it.
//
// A DnsMessage owns the text of its names and is made to be used again: parsing into it allocates
// only until its memory has grown to its bounds. Its views are valid until it is parsed into again
// or destroyed; DnsRecord::data is a view of the bytes that were parsed. One thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "flowsnoop/ip_address.h"

namespace flowsnoop {

// Types of records (IANA "Resource Record (RR) TYPEs") that are read further than their length.
enum class DnsType : std::uint16_t {
  kA = 1,
  kNs = 2,
  kCname = 5,
  kPtr = 12,
  kMx = 15,
  kTxt = 16,
  kAaaa = 28,
  kSrv = 33,
  kDname = 39,
  kOpt = 41,
};

enum class DnsSection : std::uint8_t { kAnswer, kAuthority, kAdditional };

// Names are text as in RFC 1035 section 5.1 and RFC 4343 section 2.1: labels with dots between them
// and none at the end, in the case that was sent; a dot or backslash inside of a label after a
// backslash, a byte that is no visible ASCII as \ddd in decimal. The root is ".".
struct DnsQuestion {
  std::string_view name;
  std::uint16_t type = 0;
  std::uint16_t record_class = 0;  // multicast DNS: the highest bit asks for a unicast answer
};

struct DnsRecord {
  std::string_view name;
  std::uint16_t type = 0;
  std::uint16_t record_class = 0;  // multicast DNS: the highest bit says that others are outdated
  std::uint32_t ttl_s = 0;
  DnsSection section = DnsSection::kAnswer;
  bool has_address = false;
  IpAddress address;                   // of A and AAAA
  std::string_view target;             // the name in CNAME, DNAME, NS, PTR, MX and SRV
  std::span<const std::uint8_t> data;  // RDATA as it was sent

  bool is(DnsType wanted) const { return type == static_cast<std::uint16_t>(wanted); }
};

class DnsMessage {
 public:
  // What a message has beyond these is left away. Real ones stay far below them.
  static constexpr std::size_t kMaxQuestions = 32;
  static constexpr std::size_t kMaxRecords = 256;
  static constexpr std::size_t kMaxText = 16'384;

  DnsMessage() : text_(kMaxText) {}
  DnsMessage(DnsMessage&&) = default;
  DnsMessage& operator=(DnsMessage&&) = default;
  DnsMessage(const DnsMessage&) = delete;  // the views are of one message's text
  DnsMessage& operator=(const DnsMessage&) = delete;
  ~DnsMessage() = default;

  // Takes what is whole from the beginning of `bytes`. False where there is not even a header.
  bool parse(std::span<const std::uint8_t> bytes);

  std::uint16_t id() const { return id_; }
  bool is_response() const { return is_response_; }
  unsigned opcode() const { return opcode_; }       // 0: a query
  bool is_truncated() const { return truncated_; }  // the sender says that records are missing
  std::uint16_t rcode() const { return rcode_; }    // with the bits of EDNS, RFC 6891 section 6.1.3
  // All that the header counts was there and was read.
  bool is_whole() const { return whole_; }

  std::span<const DnsQuestion> questions() const { return questions_; }
  // Of all sections, in the order of the message.
  std::span<const DnsRecord> records() const { return records_; }

 private:
  bool read_question(std::span<const std::uint8_t> bytes, std::size_t& at);
  bool read_record(std::span<const std::uint8_t> bytes, std::size_t& at, DnsSection section);
  bool read_data(std::span<const std::uint8_t> bytes, std::size_t at, DnsRecord& record);
  std::optional<std::string_view> read_name(std::span<const std::uint8_t> bytes, std::size_t& at);
  bool append_label(std::span<const std::uint8_t> label);
  bool is_first_question(std::span<const std::uint8_t> bytes, std::size_t at) const;

  std::vector<char> text_;  // of kMaxText bytes, text_used_ of them hold names
  std::size_t text_used_ = 0;
  std::vector<DnsQuestion> questions_;
  std::vector<DnsRecord> records_;
  std::uint16_t id_ = 0;
  std::uint16_t rcode_ = 0;
  unsigned opcode_ = 0;
  bool is_response_ = false;
  bool truncated_ = false;
  bool whole_ = false;
};

// Parses each message of a payload once, whoever asks for it. What it gives is valid until the next
// call.
class DnsReader {
 public:
  // Before each payload: its bytes may stand where those of another one stood.
  void begin_payload() { bytes_ = {}; }

  // Null where there is not even a header.
  const DnsMessage* read(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) return nullptr;
    if (bytes.data() != bytes_.data() || bytes.size() != bytes_.size()) {
      bytes_ = message_.parse(bytes) ? bytes : std::span<const std::uint8_t>{};
    }
    return bytes_.empty() ? nullptr : &message_;
  }

 private:
  DnsMessage message_;
  std::span<const std::uint8_t> bytes_;  // that message_ was parsed from; empty: none
};

// For those who parse one message. Nothing where there is not even a header.
std::optional<DnsMessage> parse_dns_message(std::span<const std::uint8_t> bytes);

}  // namespace flowsnoop
