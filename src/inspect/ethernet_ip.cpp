// EtherNet/IP encapsulation (ODVA, The CIP Networks Library volume 2, chapter 2) and the CIP
// service it carries, whose first bit says response.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 24;
constexpr std::uint16_t kPort = 44818;

enum Command : std::uint16_t {
  kListServices = 0x04,
  kListIdentity = 0x63,
  kListInterfaces = 0x64,
  kRegisterSession = 0x65,
  kUnregisterSession = 0x66,
  kSendRequest = 0x6f,
  kSendUnit = 0x70,
};

// Interface, timeout, two items: an address, then the data. Each item is a type and a length.
Speaker cip_speaker(ByteView body) {
  constexpr std::size_t kItems = 8;
  constexpr std::uint16_t kUnconnected = 0xb2, kConnected = 0xb1;
  if (body.size() < kItems + 4 || load_le32(body.data()) != 0) return Speaker::kUnknown;
  if (load_le16(&body[6]) < 2) return Speaker::kUnknown;
  const std::size_t data_at = kItems + 4 + load_le16(&body[kItems + 2]);
  if (body.size() < data_at + 4) return Speaker::kUnknown;
  const std::uint16_t type = load_le16(&body[data_at]);
  if (type != kUnconnected && type != kConnected) return Speaker::kUnknown;
  const std::size_t service_at = data_at + 4 + (type == kConnected ? 2u : 0u);  // sequence count
  if (service_at >= body.size()) return Speaker::kUnknown;
  return body[service_at] & 0x80 ? Speaker::kServer : Speaker::kClient;
}

}  // namespace

Finding recognise_ethernet_ip(const PayloadView& payload) {
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_le16(p + 2);
  const std::uint32_t session = load_le32(p + 4);
  const bool port = on_port(payload, kPort);
  if (kHeader + length > payload.length || load_le32(p + 20) != 0 || load_le32(p + 8) > 0x69) {
    return no_finding();
  }
  // Without the port, the length has to be exact, and what follows has to make sense.
  if (!port && kHeader + length != payload.length) return no_finding();
  const ByteView body = payload.bytes.subspan(kHeader);
  switch (load_le16(p)) {
    case kListServices:
    case kListIdentity:
    case kListInterfaces:
      if (!port) return no_finding();
      return length == 0 ? from_client(Application::kEthernetIp)
                         : from_server(Application::kEthernetIp);
    case kRegisterSession:
      if (length != 4) return no_finding();
      return session == 0 ? from_client(Application::kEthernetIp)
                          : from_server(Application::kEthernetIp);
    case kUnregisterSession:
      return port ? from_client(Application::kEthernetIp, Strength::kHint) : no_finding();
    case kSendRequest:
    case kSendUnit: {
      const Speaker speaker = cip_speaker(body);
      return speaker == Speaker::kUnknown && !port ? no_finding()
                                                   : found(Application::kEthernetIp, speaker);
    }
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
