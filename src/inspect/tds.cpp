// Tabular Data Stream, Microsoft SQL Server's and Sybase's protocol (MS-TDS section 2.2.3.1).
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

// Both sides wrap their TLS handshake in pre-login packets (MS-TDS section 2.2.6.5): only its own
// list of options, which begins with the version, is the client's.
Finding prelogin(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  if (payload.bytes.size() <= kHeader + 5) return no_finding();
  if (payload.bytes[kHeader] == 0) {
    const bool offset = load_be16(&payload.bytes[kHeader + 1]) < 256;
    const bool version = load_be16(&payload.bytes[kHeader + 3]) == 6;
    return offset && version ? from_client(Application::kTds) : no_finding();
  }
  PayloadView inner = payload;
  inner.bytes = payload.bytes.subspan(kHeader);
  inner.length = payload.length - static_cast<std::uint32_t>(kHeader);
  const Finding tls = recognise_tls(inner);
  return tls.application == Application::kTls ? found(Application::kTds, tls.speaker, tls.strength)
                                              : no_finding();
}

}  // namespace

Finding recognise_tds(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  enum Type : std::uint8_t {
    kBatch = 1,
    kOldLogin = 2,
    kCall = 3,
    kResult = 4,
    kAttention = 6,
    kBulk = 7,
    kTransaction = 14,
    kLogin = 16,
    kSspi = 17,
    kPrelogin = 18
  };
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t length = load_be16(p + 2);
  if (length < kHeader || length > payload.length || p[1] > 0x1b || p[7] != 0) return no_finding();
  const bool port = on_port(payload, 1433, 1434, 5000, 2638);
  if (p[0] == kPrelogin && length == payload.length) return prelogin(payload);
  if (!port) return no_finding();
  switch (p[0]) {
    case kResult:
      return from_server(Application::kTds);
    case kBatch:
    case kOldLogin:
    case kCall:
    case kAttention:
    case kBulk:
    case kTransaction:
    case kLogin:
    case kSspi:
      return from_client(Application::kTds);
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
