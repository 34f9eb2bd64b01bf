// MQTT control packets (MQTT 5.0 section 2.1, MQTT 3.1.1 section 2).
//
// All but CONNECT are a few bytes, so they count on the registered ports only.
#include <algorithm>

#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

enum PacketType : std::uint8_t {
  kConnect = 1,
  kConnack,
  kPublish,
  kPuback,
  kPubrec,
  kPubrel,
  kPubcomp,
  kSubscribe,
  kSuback,
  kUnsubscribe,
  kUnsuback,
  kPingreq,
  kPingresp,
  kDisconnect
};

struct FixedHeader {
  std::size_t size = 0;  // 0: there is none
  std::uint32_t remaining = 0;
};

FixedHeader read_header(ByteView bytes) {
  constexpr std::size_t kMaxLengthBytes = 4;
  FixedHeader header;
  for (std::size_t i = 0; i < kMaxLengthBytes && 1 + i < bytes.size(); ++i) {
    header.remaining |= (bytes[1 + i] & 0x7fu) << (7 * i);
    if ((bytes[1 + i] & 0x80) == 0) {
      header.size = 2 + i;
      return header;
    }
  }
  return {};
}

// "MQTT" or, before 3.1.1, "MQIsdp", after their length.
bool is_connect(ByteView body) {
  if (body.size() < 7) return false;
  const bool mqtt = load_be16(body.data()) == 4 && load_be32(&body[2]) == 0x4d515454;
  const bool old = load_be16(body.data()) == 6 && load_be32(&body[2]) == 0x4d514973;
  return mqtt || old;
}

// A topic, after the length of it; wildcards and all, it is text.
bool is_topic(ByteView body, std::uint32_t length) {
  if (body.size() < 3) return body.size() < length;
  const std::uint32_t size = load_be16(body.data());
  return size > 0 && size + 2 <= length && body[2] >= 0x20 && body[2] != 0x7f;
}

// Session present, and a reason.
bool is_connack(ByteView body) {
  return body.size() >= 2 && body[0] <= 1 && (body[1] <= 5 || body[1] >= 0x80);
}

// After the packet's number a granted quality of service each, or a failure; version 5 may have
// properties before them.
bool is_suback(ByteView body) {
  return body.size() >= 3 && load_be16(body.data()) != 0 &&
         (body.back() <= 0x11 || body.back() >= 0x80);
}

// An acknowledgement of one message, with a reason in version 5.
bool is_acknowledgement(ByteView body, std::uint32_t length) {
  return body.size() >= 2 && length <= 4 && load_be16(body.data()) != 0;
}

Finding short_packet(std::uint8_t type, unsigned flags, ByteView body, std::uint32_t length) {
  const bool plain = flags == 0;
  switch (type) {
    case kConnack:
      return plain && is_connack(body) ? from_server(Application::kMqtt) : no_finding();
    case kSubscribe:
    case kUnsubscribe: {
      const bool right = flags == 2 && length >= 5 && body.size() >= 5;
      return right ? from_client(Application::kMqtt) : no_finding();
    }
    case kSuback:
    case kUnsuback:
      return plain && is_suback(body) ? from_server(Application::kMqtt) : no_finding();
    case kPingreq:
      return plain && length == 0 ? from_client(Application::kMqtt) : no_finding();
    case kPingresp:
      return plain && length == 0 ? from_server(Application::kMqtt) : no_finding();
    case kDisconnect:  // version 5 lets a server say it, with a reason
      if (!plain || length > 2) return no_finding();
      return length == 0 ? from_client(Application::kMqtt) : from_anyone(Application::kMqtt);
    case kPublish:
      return (flags & 6) != 6 && is_topic(body, length) ? from_anyone(Application::kMqtt)
                                                        : no_finding();
    case kPuback:
    case kPubrec:
    case kPubcomp:
      return plain && is_acknowledgement(body, length) ? from_anyone(Application::kMqtt)
                                                       : no_finding();
    case kPubrel:
      return flags == 2 && is_acknowledgement(body, length) ? from_anyone(Application::kMqtt)
                                                            : no_finding();
    default:
      return no_finding();
  }
}

}  // namespace

Finding recognise_mqtt(const PayloadView& payload) {
  const FixedHeader header = read_header(payload.bytes);
  const std::uint32_t length = header.remaining;
  if (header.size == 0 || header.size + length > payload.length) return no_finding();
  const std::uint8_t type = payload.bytes[0] >> 4;
  const unsigned flags = payload.bytes[0] & 15u;
  const ByteView rest = payload.bytes.subspan(header.size);
  const ByteView body = rest.first(std::min<std::size_t>(rest.size(), length));
  if (type == kConnect) {
    return flags == 0 && is_connect(body) ? from_client(Application::kMqtt) : no_finding();
  }
  return on_port(payload, 1883, 8883) ? short_packet(type, flags, body, length) : no_finding();
}

}  // namespace flowsnoop
