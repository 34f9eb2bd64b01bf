// DCE/RPC (C706 chapter 12, MS-RPCE section 2.2): connection-oriented over TCP, and connectionless
// over UDP, as PROFINET uses it.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

// Of connections.
Speaker packet_speaker(std::uint8_t type) {
  switch (type) {
    case 0:   // request
    case 11:  // bind
    case 14:  // alter_context
    case 16:  // auth3
    case 18:  // cancel
    case 19:  // orphaned
      return Speaker::kClient;
    case 2:   // response
    case 3:   // fault
    case 12:  // bind_ack
    case 13:  // bind_nak
    case 15:  // alter_context_resp
    case 17:  // shutdown
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

// Without connections.
Speaker datagram_speaker(std::uint8_t type) {
  switch (type) {
    case 0:  // request
    case 1:  // ping
    case 8:  // cancel
      return Speaker::kClient;
    case 2:   // response
    case 3:   // fault
    case 4:   // working
    case 5:   // nocall
    case 6:   // reject
    case 10:  // cancel_ack
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

// Integers and characters in one nibble each, floating point in the next byte.
bool is_data_representation(const std::uint8_t* p) {
  return (p[0] & 0xee) == 0 && p[1] <= 3;
}

}  // namespace

Finding recognise_dce_rpc(const PayloadView& payload) {
  constexpr std::size_t kHeader = 16;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool little_endian = p[4] & 0x10;
  const std::uint32_t length = little_endian ? load_le16(p + 8) : load_be16(p + 8);
  const bool right = p[0] == 5 && p[1] <= 1 && p[2] <= 20 && is_data_representation(p + 4) &&
                     p[6] == 0 && p[7] == 0 && length >= kHeader &&
                     (p[3] & 0x03) != 0;  // the first or the last fragment
  const Speaker speaker = packet_speaker(p[2]);
  return right && speaker != Speaker::kUnknown ? found(Application::kDceRpc, speaker)
                                               : no_finding();
}

// A PROFINET controller and its devices call each other: a hint.
Finding recognise_dce_rpc_udp(const PayloadView& payload) {
  constexpr std::size_t kHeader = 80;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool little_endian = p[4] & 0x10;
  const std::uint32_t length = little_endian ? load_le16(p + 74) : load_be16(p + 74);
  const bool right = p[0] == 4 && p[1] <= 10 && is_data_representation(p + 4) && p[6] == 0 &&
                     kHeader + length <= payload.length;
  return right ? found(Application::kDceRpc, datagram_speaker(p[1]), Strength::kHint)
               : no_finding();
}

}  // namespace flowsnoop
