// Cassandra's CQL binary protocol, versions 3 and 4 (their section 2), and the first frames of 5.
// The first bit of the version says response.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {

Finding recognise_cassandra(const PayloadView& payload) {
  constexpr std::size_t kHeader = 9;
  constexpr std::uint32_t kRequests =
      1 << 1 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 13 | 1 << 15;
  constexpr std::uint32_t kResponses =
      1 << 0 | 1 << 2 | 1 << 3 | 1 << 6 | 1 << 8 | 1 << 12 | 1 << 14 | 1 << 16;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const unsigned version = p[0] & 0x7fu;
  const bool response = p[0] & 0x80;
  const bool exact = std::uint64_t{load_be32(p + 5)} + kHeader == payload.length;
  if (version < 3 || version > 5 || p[1] > 0x1f || p[4] > 16 || !exact) return no_finding();
  const std::uint32_t opcode = 1u << p[4];
  if ((opcode & (response ? kResponses : kRequests)) == 0) return no_finding();
  return response ? from_server(Application::kCassandra) : from_client(Application::kCassandra);
}

}  // namespace flowsnoop
