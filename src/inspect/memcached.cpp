// Memcached, its text and its binary protocol, over TCP, and over UDP with a frame header.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::array<std::string_view, 16> kCommands = {
    "GET",    "GETS", "SET",  "ADD",   "REPLACE", "APPEND",    "PREPEND", "CAS",
    "DELETE", "INCR", "DECR", "TOUCH", "STATS",   "FLUSH_ALL", "VERSION", "QUIT"};
constexpr std::array<std::string_view, 13> kReplies = {
    "VALUE",   "END",  "STORED", "NOT_STORED",   "EXISTS", "NOT_FOUND",   "DELETED",
    "TOUCHED", "STAT", "ERROR",  "CLIENT_ERROR", "OK",     "SERVER_ERROR"};

// Commands are lower case, replies are upper case.
bool is_lower(std::string_view word) {
  return !word.empty() && word[0] >= 'a' && word[0] <= 'z';
}

Finding text_line(std::string_view text) {
  const Command line = read_command(text);
  if (line.word.empty()) return no_finding();
  if (is_lower(line.word) && is_one_of(line.word, kCommands)) {
    return from_client(Application::kMemcached);
  }
  const bool reply = !is_lower(line.word) && is_one_of(line.word, kReplies);
  return reply || same_word(line.word, "VERSION") ? from_server(Application::kMemcached)
                                                  : no_finding();
}

Finding binary(ByteView bytes, std::size_t length) {
  constexpr std::size_t kHeader = 24;
  if (bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = bytes.data();
  const std::uint32_t key = load_be16(p + 2);
  const std::uint32_t body = load_be32(p + 8);
  const bool right = (p[0] == 0x80 || p[0] == 0x81) && p[1] <= 0x48 && p[5] == 0 && p[4] <= 32 &&
                     key + p[4] <= body && kHeader + body <= length && key <= 250;
  if (!right) return no_finding();
  return p[0] == 0x80 ? from_client(Application::kMemcached) : from_server(Application::kMemcached);
}

bool on_memcached_port(const PayloadView& payload) {
  return on_port(payload, 11211);
}

}  // namespace

Finding recognise_memcached(const PayloadView& payload) {
  const std::uint8_t first = payload.bytes[0];
  if (first == 0x80 || first == 0x81) {
    const Finding finding = binary(payload.bytes, payload.length);
    if (finding.application == Application::kUnknown) return finding;
    const bool exact = load_be32(&payload.bytes[8]) + 24 == payload.length;
    return exact || on_memcached_port(payload) ? finding : no_finding();
  }
  return on_memcached_port(payload) ? text_line(as_text(payload.bytes)) : no_finding();
}

// Over UDP: request id, sequence number, number of datagrams, a reserved zero.
Finding recognise_memcached_udp(const PayloadView& payload) {
  constexpr std::size_t kFrame = 8;
  if (!on_memcached_port(payload) || payload.bytes.size() <= kFrame) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  if (load_be16(p + 2) >= load_be16(p + 4) || load_be16(p + 6) != 0) return no_finding();
  const ByteView rest = payload.bytes.subspan(kFrame);
  if (rest[0] >= 0x80) return binary(rest, payload.length - kFrame);
  return text_line(as_text(rest));
}

}  // namespace flowsnoop
