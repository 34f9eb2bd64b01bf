// OPC UA over TCP (OPC 10000-6 section 7.1.2): HEL and ACK, and the service in a message that is
// not encrypted (section 6.7.2), by the number of its binary encoding (OPC 10000-6 annex A).
#include <string_view>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

// A request's encoding has a number, its response's is three more. Those that clients use.
Speaker service_speaker(std::uint16_t encoding) {
  switch (encoding) {
    case 422:
    case 428:
    case 446:
    case 452:
    case 461:
    case 467:
    case 473:
    case 527:
    case 533:
    case 554:
    case 560:
    case 566:
    case 615:
    case 631:
    case 664:
    case 673:
    case 712:
    case 751:
    case 763:
    case 781:
    case 787:
    case 793:
    case 799:
    case 826:
    case 832:
    case 847:
      return Speaker::kClient;
    case 397:  // service fault
    case 425:
    case 431:
    case 449:
    case 455:
    case 464:
    case 470:
    case 476:
    case 530:
    case 536:
    case 557:
    case 563:
    case 569:
    case 618:
    case 634:
    case 667:
    case 676:
    case 715:
    case 754:
    case 766:
    case 784:
    case 790:
    case 796:
    case 802:
    case 829:
    case 835:
    case 850:
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

Finding message(ByteView bytes) {
  constexpr std::size_t kBody = 24;  // header, channel, token, sequence number, request id
  if (bytes.size() < kBody + 4 || load_le16(&bytes[kBody]) != 0x0001) {
    return from_anyone(Application::kOpcUa);
  }
  return found(Application::kOpcUa, service_speaker(load_le16(&bytes[kBody + 2])));
}

}  // namespace

Finding recognise_opc_ua(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::string_view type = as_text(payload.bytes).substr(0, 3);
  const char chunk = static_cast<char>(payload.bytes[3]);
  const std::uint32_t size = load_le32(&payload.bytes[4]);
  if (size < kHeader || size < payload.length || (chunk != 'F' && chunk != 'C' && chunk != 'A')) {
    return no_finding();
  }
  const bool exact = size == payload.length;
  if (type == "HEL") return exact ? from_client(Application::kOpcUa) : no_finding();
  if (type == "ACK" || type == "ERR")
    return exact ? from_server(Application::kOpcUa) : no_finding();
  if (type == "CLO") return exact ? from_client(Application::kOpcUa) : no_finding();
  if (type == "OPN" || type == "RHE") return from_anyone(Application::kOpcUa);
  return type == "MSG" ? message(payload.bytes) : no_finding();
}

}  // namespace flowsnoop
