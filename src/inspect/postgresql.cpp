// PostgreSQL's frontend/backend protocol, version 3: a type, a length that counts itself, a body.
// Messages fill a segment one after the other, so the chain of their lengths is followed.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 5;
constexpr std::uint32_t kMaxMessage = 1 << 24;
constexpr int kMaxMessages = 8;  // of one payload that are looked at

// What comes first on a connection has no type.
Finding startup(const PayloadView& payload) {
  constexpr std::size_t kFixed = 8;
  if (payload.bytes.size() < kFixed || load_be32(payload.bytes.data()) != payload.length) {
    return no_finding();
  }
  const std::uint32_t code = load_be32(&payload.bytes[4]);
  const bool request = payload.length == 8 && (code == 80877103 || code == 80877104);  // SSL, GSS
  const bool cancel = payload.length == 16 && code == 80877102;
  const bool version_3 = (code >> 16) == 3 && (code & 0xffff) <= 2 && payload.bytes.size() >= 13 &&
                         payload.bytes.back() == 0;
  return request || cancel || version_3 ? from_client(Application::kPostgresql) : no_finding();
}

struct Message {
  char type;
  std::uint32_t length;  // of the body
  ByteView body;         // as far as captured
};

// The types that one side alone has, and a check of their bodies.
Speaker message_speaker(const Message& message) {
  const std::uint32_t length = message.length;
  const ByteView body = message.body;
  const bool text = !body.empty() && is_printable(static_cast<char>(body[0]));
  switch (message.type) {
    case 'R':  // authentication
      return length >= 4 && body.size() >= 4 && load_be32(body.data()) <= 12 ? Speaker::kServer
                                                                             : Speaker::kUnknown;
    case 'Z':  // ready for query
      return length == 1 && !body.empty() && (body[0] == 'I' || body[0] == 'T' || body[0] == 'E')
                 ? Speaker::kServer
                 : Speaker::kUnknown;
    case 'S':  // sync from one side, a parameter's status from the other
      return length == 0 ? Speaker::kClient : text ? Speaker::kServer : Speaker::kUnknown;
    case 'K':  // key for cancelling
      return length == 8 ? Speaker::kServer : Speaker::kUnknown;
    case 'T':  // row description
      return length >= 2 && body.size() >= 3 && load_be16(body.data()) <= 1664 ? Speaker::kServer
                                                                               : Speaker::kUnknown;
    case '1':  // parse complete
    case '2':  // bind complete
    case 'n':  // no data
      return length == 0 ? Speaker::kServer : Speaker::kUnknown;
    case 'Q':  // query
      return length >= 2 && text ? Speaker::kClient : Speaker::kUnknown;
    case 'X':  // terminate
      return length == 0 ? Speaker::kClient : Speaker::kUnknown;
    case 'P':  // parse: a name, a query
      return length >= 4 ? Speaker::kClient : Speaker::kUnknown;
    case 'B':  // bind
      return length >= 8 ? Speaker::kClient : Speaker::kUnknown;
    case 'p':  // password
      return length >= 2 ? Speaker::kClient : Speaker::kUnknown;
    default:
      return Speaker::kUnknown;
  }
}

bool is_type(char type) {
  constexpr std::string_view kTypes = "RZSKTDCENAIGHWVdcn123stvQXPBpFf";
  return kTypes.find(type) != std::string_view::npos;
}

}  // namespace

Finding recognise_postgresql(const PayloadView& payload) {
  if (payload.bytes[0] == 0) return startup(payload);
  Speaker speaker = Speaker::kUnknown;
  std::size_t at = 0;
  int messages = 0;
  while (messages < kMaxMessages && at + kHeader <= payload.bytes.size()) {
    const char type = static_cast<char>(payload.bytes[at]);
    const std::uint32_t length = load_be32(&payload.bytes[at + 1]);
    if (!is_type(type) || length < 4 || length > kMaxMessage) return no_finding();
    if (speaker == Speaker::kUnknown) {
      speaker = message_speaker({type, length - 4, payload.bytes.subspan(at + kHeader)});
    }
    at += 1 + length;
    ++messages;
  }
  const bool port = on_port(payload, 5432, 5433, 6432);
  const bool chain = messages > 0 && (at == payload.length || messages >= 3);
  const bool enough = port ? messages > 0 && at >= payload.bytes.size() : chain;
  if (!enough && !(port && messages >= 2)) return no_finding();
  if (!port && speaker == Speaker::kUnknown) return no_finding();
  return found(Application::kPostgresql, speaker);
}

}  // namespace flowsnoop
