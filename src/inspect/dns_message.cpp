#include "inspect/dns_message.h"

#include <algorithm>

#include "decode/bytes.h"

namespace flowsnoop {
namespace {

using ByteView = std::span<const std::uint8_t>;

constexpr std::size_t kHeader = 12;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxWireName = 255;  // RFC 1035 section 3.1, lengths and final zero included
// A name of 255 bytes has at most 127 labels, so more pointers than these lead nowhere.
constexpr int kMaxPointers = 127;
constexpr std::uint8_t kPointerBits = 0xc0;

// Where the name stands in the data of a record that has one; nothing where it has none.
std::optional<std::size_t> target_offset(std::uint16_t type) {
  switch (static_cast<DnsType>(type)) {
    case DnsType::kNs:
    case DnsType::kCname:
    case DnsType::kPtr:
    case DnsType::kDname:
      return 0;
    case DnsType::kMx:
      return 2;  // after the preference, RFC 1035 section 3.3.9
    case DnsType::kSrv:
      return 6;  // after priority, weight and port, RFC 2782
    default:
      return std::nullopt;
  }
}

bool is_visible(std::uint8_t byte) {
  return byte > 0x20 && byte < 0x7f;
}

}  // namespace

bool DnsMessage::parse(ByteView bytes) {
  text_used_ = 0;
  questions_.clear();
  records_.clear();
  if (bytes.size() < kHeader) return false;
  const std::uint8_t* p = bytes.data();
  id_ = load_be16(p);
  is_response_ = (p[2] & 0x80) != 0;
  opcode_ = p[2] >> 3 & 15u;
  truncated_ = (p[2] & 0x02) != 0;
  rcode_ = p[3] & 15u;
  whole_ = false;
  std::size_t at = kHeader;
  for (unsigned left = load_be16(p + 4); left > 0; --left) {
    if (!read_question(bytes, at)) return true;
  }
  for (std::size_t section = 0; section < 3; ++section) {
    for (unsigned left = load_be16(p + 6 + 2 * section); left > 0; --left) {
      if (!read_record(bytes, at, static_cast<DnsSection>(section))) return true;
    }
  }
  whole_ = true;
  return true;
}

bool DnsMessage::read_question(ByteView bytes, std::size_t& at) {
  if (questions_.size() == kMaxQuestions) return false;
  const auto name = read_name(bytes, at);
  if (!name || bytes.size() - at < 4) return false;
  questions_.push_back({*name, load_be16(&bytes[at]), load_be16(&bytes[at + 2])});
  at += 4;
  return true;
}

// RFC 1035 section 4.1.3.
bool DnsMessage::read_record(ByteView bytes, std::size_t& at, DnsSection section) {
  constexpr std::size_t kFixed = 10;
  if (records_.size() == kMaxRecords) return false;
  const auto name = read_name(bytes, at);
  if (!name || bytes.size() - at < kFixed) return false;
  const std::uint8_t* fixed = &bytes[at];
  const std::size_t length = load_be16(fixed + 8);
  at += kFixed;
  if (bytes.size() - at < length) return false;
  DnsRecord record;
  record.name = *name;
  record.type = load_be16(fixed);
  record.record_class = load_be16(fixed + 2);
  record.ttl_s = load_be32(fixed + 4);
  record.section = section;
  record.data = bytes.subspan(at, length);
  if (record.is(DnsType::kOpt)) rcode_ |= static_cast<std::uint16_t>(fixed[4] << 4);
  if (!read_data(bytes, at, record)) return false;
  records_.push_back(record);
  at += length;
  return true;
}

// False where the data is not what its type says.
bool DnsMessage::read_data(ByteView bytes, std::size_t at, DnsRecord& record) {
  const std::size_t end = at + record.data.size();
  if (record.is(DnsType::kA) || record.is(DnsType::kAaaa)) {
    const bool is_ipv4 = record.is(DnsType::kA);
    // An update deletes records by such without data, RFC 2136 section 2.5.
    record.has_address = record.data.size() == (is_ipv4 ? 4u : 16u);
    if (!record.has_address) return record.data.empty();
    record.address = is_ipv4 ? IpAddress::from_ipv4(record.data.data())
                             : IpAddress::from_ipv6(record.data.data());
    return true;
  }
  const auto offset = target_offset(record.type);
  if (!offset || record.data.empty()) return true;
  if (record.data.size() <= *offset) return false;
  at += *offset;
  // Compression points backwards, so nothing behind the record is needed.
  const auto target = read_name(bytes.first(end), at);
  if (!target || at != end) return false;
  record.target = *target;
  return true;
}

// The name at `at`, which moves behind it. A pointer has to lead backwards (RFC 1035 section 4.1.4:
// to a prior occurrence), before where the labels read last began: so no chain of them is a loop.
std::optional<std::string_view> DnsMessage::read_name(ByteView bytes, std::size_t& at) {
  if (is_first_question(bytes, at)) {
    at += 2;
    return questions_.front().name;
  }
  const std::size_t begin = text_used_;
  std::size_t from = at;
  std::size_t run_begin = at;
  std::size_t wire_length = 1;  // with the final zero
  int pointers = 0;
  for (;;) {
    if (from >= bytes.size()) return std::nullopt;
    const std::size_t length = bytes[from];
    if (length == 0) break;
    if ((length & kPointerBits) == kPointerBits) {
      if (from + 1 >= bytes.size() || ++pointers > kMaxPointers) return std::nullopt;
      const std::size_t to = load_be16(&bytes[from]) & 0x3fffu;
      if (to < kHeader || to >= run_begin) return std::nullopt;
      if (pointers == 1) at = from + 2;
      from = run_begin = to;
      continue;
    }
    wire_length += 1 + length;
    if (length > kMaxLabel || wire_length > kMaxWireName) return std::nullopt;
    if (bytes.size() - from - 1 < length) return std::nullopt;
    if (!append_label(bytes.subspan(from + 1, length))) return std::nullopt;
    from += 1 + length;
  }
  if (pointers == 0) at = from + 1;
  if (text_used_ == begin) return std::string_view(".");
  --text_used_;  // the dot after the last label
  return std::string_view(&text_[begin], text_used_ - begin);
}

// A pointer to the name that was asked for, as most answers have it: that one was read already.
bool DnsMessage::is_first_question(ByteView bytes, std::size_t at) const {
  constexpr std::uint16_t kPointer = kPointerBits << 8 | kHeader;
  return !questions_.empty() && bytes.size() - at >= 2 && load_be16(&bytes[at]) == kPointer;
}

// The label and a dot. False where the text has no room for them.
bool DnsMessage::append_label(ByteView label) {
  constexpr std::size_t kMaxEscape = 4;
  if (text_.size() - text_used_ < label.size() * kMaxEscape + 1) return false;
  char* out = &text_[text_used_];
  for (const std::uint8_t byte : label) {
    if (!is_visible(byte)) {
      *out++ = '\\';
      *out++ = static_cast<char>('0' + byte / 100);
      *out++ = static_cast<char>('0' + byte / 10 % 10);
      *out++ = static_cast<char>('0' + byte % 10);
      continue;
    }
    if (byte == '.' || byte == '\\') *out++ = '\\';
    *out++ = static_cast<char>(byte);
  }
  *out++ = '.';
  text_used_ = static_cast<std::size_t>(out - text_.data());
  return true;
}

std::optional<DnsMessage> parse_dns_message(ByteView bytes) {
  DnsMessage message;
  if (!message.parse(bytes)) return std::nullopt;
  return message;
}

}  // namespace flowsnoop
