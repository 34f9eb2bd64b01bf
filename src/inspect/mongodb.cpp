// MongoDB's wire protocol: a header of four little-endian numbers, the third of which says what
// message is answered, and is 0 in a request.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {

Finding recognise_mongodb(const PayloadView& payload) {
  constexpr std::size_t kHeader = 16;
  constexpr std::uint32_t kMaxMessage = 48'000'000;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_le32(p);
  const std::uint32_t response_to = load_le32(p + 8);
  if (length < kHeader + 4 || length > kMaxMessage || length < payload.length) return no_finding();
  switch (load_le32(p + 12)) {
    case 1:  // OP_REPLY
      return length >= kHeader + 20 && on_port(payload, 27017, 27018, 27019)
                 ? from_server(Application::kMongodb)
                 : no_finding();
    case 2001:  // OP_UPDATE
    case 2002:  // OP_INSERT
    case 2004:  // OP_QUERY
    case 2005:  // OP_GET_MORE
    case 2006:  // OP_DELETE
    case 2007:  // OP_KILL_CURSORS
    case 2010:  // OP_COMMAND
      return from_client(Application::kMongodb);
    case 2011:  // OP_COMMANDREPLY
      return from_server(Application::kMongodb);
    case 2012:  // OP_COMPRESSED
    case 2013:  // OP_MSG
      return response_to == 0 ? from_client(Application::kMongodb)
                              : from_server(Application::kMongodb);
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
