// ONC remote procedure calls (RFC 5531 section 9; over TCP after a record mark, section 11), with
// the names of the programs that matter.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::uint32_t kMaxRecord = 1 << 22;

struct CallHeader {
  std::uint32_t rpc_version, program, version, procedure, credential, credential_length;
};

CallHeader read_call(const std::uint8_t* p) {
  return {load_be32(p + 8),  load_be32(p + 12), load_be32(p + 16),
          load_be32(p + 20), load_be32(p + 24), load_be32(p + 28)};
}

bool is_flavor(std::uint32_t flavor) {
  return flavor <= 8 || (flavor >= 390000 && flavor <= 390020);
}

bool is_call(const CallHeader& call) {
  // The number ranges of RFC 5531 section 8.4: assigned, local, transient.
  const bool program = call.program >= 100000 && call.program < 0x60000000;
  return call.rpc_version == 2 && program && call.version <= 16 && call.procedure <= 256 &&
         is_flavor(call.credential) && call.credential_length <= 400;
}

Application by_program(std::uint32_t program) {
  switch (program) {
    case 100000:
      return Application::kPortmap;
    case 100003:
      return Application::kNfs;
    case 100005:
      return Application::kMount;
    default:
      return Application::kRpc;
  }
}

// A reply does not say what it answers.
Application by_port(const PayloadView& payload) {
  if (on_port(payload, 111)) return Application::kPortmap;
  return on_port(payload, 2049) ? Application::kNfs : Application::kRpc;
}

Finding reply(const PayloadView& payload, ByteView bytes) {
  constexpr std::size_t kDenied = 16;
  constexpr std::size_t kVerifierEnd = 20;
  const bool denied = load_be32(&bytes[8]) == 1;
  if (load_be32(&bytes[8]) > 1) return no_finding();
  if (denied) {
    const bool right =
        bytes.size() >= kDenied && load_be32(&bytes[12]) <= 1 && on_port(payload, 111, 2049);
    return right ? from_server(by_port(payload)) : no_finding();
  }
  if (bytes.size() < kVerifierEnd) return no_finding();
  const std::uint32_t verifier_length = load_be32(&bytes[16]);
  const std::size_t status_at = kVerifierEnd + verifier_length;
  if (!is_flavor(load_be32(&bytes[12])) || verifier_length > 400 || verifier_length % 4 != 0 ||
      bytes.size() < status_at + 4 || load_be32(&bytes[status_at]) > 5) {
    return no_finding();
  }
  return from_server(by_port(payload));
}

Finding message(const PayloadView& payload, ByteView bytes) {
  constexpr std::size_t kCallHeader = 32;
  constexpr std::size_t kReplyHeader = 12;
  if (bytes.size() < kReplyHeader) return no_finding();
  const std::uint32_t direction = load_be32(&bytes[4]);
  if (direction == 1) return reply(payload, bytes);
  if (direction != 0 || bytes.size() < kCallHeader) return no_finding();
  const CallHeader call = read_call(bytes.data());
  if (!is_call(call)) return no_finding();
  // NFS 4.1 servers call back over the client's connection (RFC 8881 section 2.10.3.1), with a
  // program number of the transient range.
  if (is_tcp(payload) && call.program >= 0x40000000) return from_anyone(Application::kRpc);
  return from_client(by_program(call.program));
}

}  // namespace

// A datagram's reply is mostly zeros: a port below 1024 or NFS's own has to support it.
Finding recognise_rpc(const PayloadView& payload) {
  const Finding finding = message(payload, payload.bytes);
  const bool supported = payload.source_port < 1024 || payload.destination_port < 1024 ||
                         on_port(payload, 2049, 20048, 4045);
  return finding.speaker == Speaker::kServer && !supported ? no_finding() : finding;
}

Finding recognise_rpc_tcp(const PayloadView& payload) {
  constexpr std::size_t kMark = 4;
  constexpr std::uint32_t kLastFragment = 0x80000000;
  if (payload.bytes.size() <= kMark) return no_finding();
  const std::uint32_t mark = load_be32(payload.bytes.data());
  const std::uint32_t length = mark & ~kLastFragment;
  if ((mark & kLastFragment) == 0 || length < 12 || length > kMaxRecord) return no_finding();
  return message(payload, payload.bytes.subspan(kMark));
}

}  // namespace flowsnoop
