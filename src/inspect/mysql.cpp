// MySQL and MariaDB's client/server protocol: packets of a three-byte length and a sequence number
// that begins at 0 with each greeting and each command.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 4;

// Protocol 10: a version in text, a thread id, then a zero after 8 bytes of the challenge.
bool is_greeting(ByteView body) {
  constexpr std::size_t kMaxVersion = 64;
  if (body[0] != 10) return false;
  std::size_t end = 1;
  while (end < body.size() && end < kMaxVersion && body[end] != 0) {
    if (!is_printable(static_cast<char>(body[end]))) return false;
    ++end;
  }
  constexpr std::size_t kFiller = 13;  // after the version's zero: thread id, challenge
  if (end < 4 || end + kFiller >= body.size()) return false;
  return body[end] == 0 && is_digit(static_cast<char>(body[1])) && body[end + kFiller] == 0;
}

// An error in place of the greeting: 0xff, a code and words. An SQL state, which would mark it, is
// missing as long as the server does not know what the client can do. The codes are those of
// MySQL's first range, as 1040 (too many connections), 1129 and 1130 (a host that may not connect).
bool is_refusal(ByteView body) {
  constexpr std::size_t kText = 3;
  if (body.size() <= kText || body[0] != 0xff) return false;
  const std::uint16_t code = load_le16(&body[1]);
  return code >= 1000 && code < 2000 && all_printable(as_text(body.subspan(kText)));
}

// Capabilities with protocol 4.1, the largest packet, a character set, 23 zeros (MariaDB uses the
// last four).
bool is_login(ByteView body) {
  constexpr std::size_t kFixed = 32;
  constexpr std::uint32_t kProtocol41 = 0x200;
  if (body.size() < kFixed || (load_le32(body.data()) & kProtocol41) == 0) return false;
  return load_le32(&body[4]) <= 1u << 30 && all_zero(body.subspan(9, 19));
}

bool is_query(ByteView body) {
  constexpr std::array<std::string_view, 24> kWords = {
      "SELECT", "INSERT", "UPDATE", "DELETE", "SET",      "SHOW",     "CREATE",  "DROP",
      "ALTER",  "USE",    "BEGIN",  "COMMIT", "START",    "ROLLBACK", "REPLACE", "CALL",
      "GRANT",  "LOCK",   "UNLOCK", "FLUSH",  "DESCRIBE", "EXPLAIN",  "LOAD",    "TRUNCATE"};
  return is_one_of(leading_word(as_text(body.subspan(1))), kWords);
}

// A command, sequence 0: the first byte is its number.
Finding command(const PayloadView& payload, ByteView body, bool port) {
  constexpr std::uint8_t kQuery = 3, kGreeting = 10, kPrepare = 22, kLast = 31;
  const bool exact = load_le24(payload.bytes.data()) + kHeader == payload.length;
  if (body[0] > kLast || body[0] == kGreeting || !exact) return no_finding();
  if (body[0] == kQuery || body[0] == kPrepare) {
    return port || is_query(body) ? from_client(Application::kMysql) : no_finding();
  }
  return port ? from_client(Application::kMysql) : no_finding();
}

// An error: 0xff, a code, '#' and an SQL state. A result set: the number of its columns, and then
// the first column's definition, which is the next packet. On the port also an OK.
Finding answer(const PayloadView& payload, ByteView body, bool port) {
  constexpr std::uint32_t kMinOk = 7;
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_le24(p);
  if (body.size() >= 4 && body[0] == 0xff && body[3] == '#')
    return from_server(Application::kMysql);
  const bool count = length == 1 && body.size() >= 9 && body[4] == p[3] + 1;
  if (count && load_be32(&body[5]) == 0x03646566) return from_server(Application::kMysql);  // "def"
  if (!port) return no_finding();
  const bool ok = body[0] == 0 && length >= kMinOk && length + kHeader == payload.length;
  return ok && length < 128 ? from_server(Application::kMysql) : from_anyone(Application::kMysql);
}

}  // namespace

Finding recognise_mysql(const PayloadView& payload) {
  if (payload.bytes.size() <= kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_le24(p);
  constexpr std::uint8_t kMaxSequence = 8;  // of what begins an answer
  const ByteView body = payload.bytes.subspan(kHeader);
  const bool port = on_port(payload, 3306, 3307, 33060);
  if (length == 0) return no_finding();
  if (p[3] == 0) {
    if (length + kHeader == payload.length && (is_greeting(body) || is_refusal(body))) {
      return from_server(Application::kMysql);
    }
    return command(payload, body, port);
  }
  if ((p[3] == 1 || p[3] == 2) && is_login(body) && length + kHeader == payload.length) {
    return from_client(Application::kMysql);
  }
  const bool fits = length + kHeader <= payload.length;
  return p[3] <= kMaxSequence && fits ? answer(payload, body, port) : no_finding();
}

}  // namespace flowsnoop
