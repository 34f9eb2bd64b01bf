// DNS over UDP and TCP (RFC 1035 section 4), multicast DNS (RFC 6762) and LLMNR (RFC 4795).
#include <algorithm>

#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::uint16_t kMdnsPort = 5353;
constexpr std::uint16_t kLlmnrPort = 5355;
constexpr int kMaxLabels = 127;
constexpr std::size_t kMaxName = 255;

struct Header {
  bool response;
  unsigned opcode;
  bool reserved;
  unsigned rcode;
  unsigned questions, answers, authorities, additionals;
};

Header read_header(const std::uint8_t* p) {
  return {(p[2] & 0x80) != 0, (p[2] >> 3) & 15u, (p[3] & 0x40) != 0, p[3] & 15u,
          load_be16(p + 4),   load_be16(p + 6),  load_be16(p + 8),   load_be16(p + 10)};
}

bool is_plausible(const Header& header, bool multicast) {
  constexpr unsigned kMaxRecords = 512;
  const bool counts = header.answers <= kMaxRecords && header.authorities <= kMaxRecords &&
                      header.additionals <= kMaxRecords;
  const bool opcode = header.opcode <= 2 || header.opcode == 4 || header.opcode == 5;
  if (!opcode || header.reserved || header.rcode > 11 || !counts) return false;
  if (multicast) return header.questions <= 64;
  if (header.response) return header.questions <= 1;
  const bool update = header.opcode >= 4;  // NOTIFY, UPDATE: sections mean other things
  return header.questions == 1 && header.rcode == 0 &&
         (update || (header.answers == 0 && header.authorities <= 1 && header.additionals <= 3));
}

enum class Question : std::uint8_t { kRight, kWrong, kCut };

// The name, type and class that follow the header. `bytes` may end anywhere.
Question first_question(ByteView bytes) {
  std::size_t at = kHeader;
  for (int label = 0; label < kMaxLabels; ++label) {
    if (at >= bytes.size()) return Question::kCut;
    const std::size_t length = bytes[at];
    if (length == 0) break;
    if (length > 63 || at - kHeader + length > kMaxName) return Question::kWrong;
    // Labels may hold any byte (RFC 2181 section 11), but names that are asked for do not.
    const std::size_t end = std::min(at + 1 + length, bytes.size());
    for (std::size_t i = at + 1; i < end; ++i) {
      if (bytes[i] < 0x20 || bytes[i] == 0x7f) return Question::kWrong;
    }
    at += 1 + length;
  }
  if (at + 5 > bytes.size()) return Question::kCut;
  if (bytes[at] != 0) return Question::kWrong;
  const std::uint16_t record_class = load_be16(&bytes[at + 3]) & 0x7fff;  // mDNS: unicast wanted
  const bool right = record_class == 1 || record_class == 3 || record_class == 4 ||
                     record_class == 254 || record_class == 255;
  return right && load_be16(&bytes[at + 1]) != 0 ? Question::kRight : Question::kWrong;
}

Application application_of(const PayloadView& payload) {
  if (on_port(payload, kMdnsPort)) return Application::kMdns;
  return on_port(payload, kLlmnrPort) ? Application::kLlmnr : Application::kDns;
}

Finding message(const PayloadView& payload, ByteView bytes, std::size_t length) {
  if (bytes.size() < kHeader) return no_finding();
  const Application application = application_of(payload);
  const bool multicast = application != Application::kDns;
  const Header header = read_header(bytes.data());
  if (!is_plausible(header, multicast)) return no_finding();
  const bool known_port = multicast || on_port(payload, 53, 5300, 54, 1053, 8053);
  if (header.questions > 0) {
    const Question question = first_question(bytes);
    // What is cut is believed where a snaplen cut it, and not where the message ends there.
    const bool cut = question == Question::kCut && bytes.size() < length;
    if (question != Question::kRight && !(cut && known_port)) return no_finding();
  } else if (!known_port || (header.answers == 0 && header.rcode == 0 && header.opcode != 5)) {
    return no_finding();
  }
  // All hosts ask and answer multicast DNS from and to one port.
  if (payload.source_port == kMdnsPort && payload.destination_port == kMdnsPort) {
    return from_anyone(application);
  }
  return header.response ? from_server(application) : from_client(application);
}

}  // namespace

Finding recognise_dns(const PayloadView& payload) {
  return message(payload, payload.bytes, payload.length);
}

// RFC 7766 section 8: each message comes after its length. The first one is looked at.
Finding recognise_dns_tcp(const PayloadView& payload) {
  constexpr std::size_t kPrefix = 2;
  if (payload.bytes.size() < kPrefix + kHeader) return no_finding();
  const std::size_t length = load_be16(payload.bytes.data());
  const std::size_t rest = payload.length - kPrefix;
  if (length < kHeader) return no_finding();
  if (length != rest && !on_port(payload, 53, kMdnsPort, kLlmnrPort)) return no_finding();
  const ByteView bytes = payload.bytes.subspan(kPrefix);
  return message(payload, bytes.first(std::min(bytes.size(), length)), std::max(length, rest));
}

}  // namespace flowsnoop
