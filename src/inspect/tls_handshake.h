// Which side sends which TLS or DTLS handshake message (RFC 8446 section 4, RFC 5246 section 7.4,
// RFC 6347 section 4.2.1).
#pragma once

#include <cstdint>

#include "inspect/inspect.h"

namespace flowsnoop {

inline constexpr std::uint8_t kTlsHelloRequest = 0;
inline constexpr std::uint8_t kTlsClientHello = 1;
inline constexpr std::uint8_t kTlsServerHello = 2;
inline constexpr std::uint8_t kTlsCertificate = 11;

constexpr Speaker tls_handshake_speaker(std::uint8_t message_type) {
  switch (message_type) {
    case kTlsClientHello:
    case 15:  // certificate_verify, in the clear up to TLS 1.2
    case 16:  // client_key_exchange
      return Speaker::kClient;
    case kTlsHelloRequest:
    case kTlsServerHello:
    case 3:   // hello_verify_request
    case 4:   // new_session_ticket, in the clear up to TLS 1.2
    case 12:  // server_key_exchange
    case 13:  // certificate_request
    case 14:  // server_hello_done
    case 22:  // certificate_status
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

}  // namespace flowsnoop
