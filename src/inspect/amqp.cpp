// AMQP: the protocol header, and the method frames of 0-9-1 (its sections 2.3 and 1.3 to 1.8),
// most of which one side alone sends. In 1.0 both sides send the header.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

// Methods that a client sends are mostly even tens, the "-ok" to each is one more.
Speaker method_speaker(unsigned class_id, unsigned method_id) {
  if (class_id == 10) {  // connection: the server starts
    switch (method_id) {
      case 10:
      case 20:
      case 30:
      case 41:
        return Speaker::kServer;  // start, secure, tune, open-ok
      case 11:
      case 21:
      case 31:
      case 40:
        return Speaker::kClient;
      default:
        return Speaker::kUnknown;  // both may close
    }
  }
  if (class_id == 60) {  // basic
    switch (method_id) {
      case 10:
      case 20:
      case 40:
      case 70:
      case 90:
      case 100:
      case 110:
        return Speaker::kClient;
      case 11:
      case 21:
      case 50:
      case 60:
      case 71:
      case 72:
      case 111:
        return Speaker::kServer;
      default:
        return Speaker::kUnknown;  // acknowledgements and cancellations go both ways
    }
  }
  if (class_id == 20) {  // channel: both may change the flow, and close
    if (method_id == 10) return Speaker::kClient;
    return method_id == 11 ? Speaker::kServer : Speaker::kUnknown;
  }
  // exchange, queue, confirm, tx
  if (class_id != 40 && class_id != 50 && class_id != 85 && class_id != 90) {
    return Speaker::kUnknown;
  }
  return method_id % 10 == 1 ? Speaker::kServer : Speaker::kClient;
}

}  // namespace

Finding recognise_amqp(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kFrameHeader = 7;
  constexpr std::uint8_t kFrameEnd = 0xce;
  constexpr std::uint8_t kMethod = 1, kHeartbeat = 8;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  if (load_be32(p) == 0x414d5150) {  // "AMQP"
    const bool old = (p[4] == 0 && p[5] == 0 && p[6] == 9) || p[4] == 1;
    return old ? from_client(Application::kAmqp) : from_anyone(Application::kAmqp);
  }
  const std::uint32_t size = load_be32(p + 3);
  const std::size_t end = kFrameHeader + std::size_t{size};
  if (end + 1 > payload.bytes.size() || p[end] != kFrameEnd) return no_finding();
  const bool heartbeat = p[0] == kHeartbeat && size == 0 && load_be16(p + 1) == 0;
  if (heartbeat) return from_anyone(Application::kAmqp);
  if (p[0] != kMethod || size < 4) return no_finding();
  const unsigned class_id = load_be16(p + kFrameHeader);
  const unsigned method_id = load_be16(p + kFrameHeader + 2);
  if (class_id < 10 || class_id > 90 || method_id < 10 || method_id > 120) return no_finding();
  return found(Application::kAmqp, method_speaker(class_id, method_id));
}

}  // namespace flowsnoop
