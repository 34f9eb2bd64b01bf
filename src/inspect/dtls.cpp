// DTLS records (RFC 6347 section 4.1; RFC 9147 for version 1.3, whose hellos look the same).
#include "inspect/match.h"
#include "inspect/recognisers.h"
#include "inspect/tls_handshake.h"

namespace flowsnoop {

Finding recognise_dtls(const PayloadView& payload) {
  constexpr std::size_t kRecordHeader = 13;
  constexpr std::size_t kMessageHeader = 12;
  constexpr std::uint32_t kMaxRecord = 16384 + 2048;
  if (payload.bytes.size() < kRecordHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint16_t version = load_be16(p + 1);
  const std::uint16_t epoch = load_be16(p + 3);
  const std::uint32_t length = load_be16(p + 11);
  // 0x0100 is what OpenSSL called DTLS before RFC 4347, and still does for AnyConnect.
  const bool right_version = version == 0xfeff || version == 0xfefd || version == 0x0100;
  if (p[0] < 20 || p[0] > 23 || !right_version || length == 0 || length > kMaxRecord ||
      kRecordHeader + length > payload.length || epoch > 16) {
    return no_finding();
  }
  const bool clear_handshake = p[0] == 22 && epoch == 0 && length >= kMessageHeader;
  if (!clear_handshake || payload.bytes.size() < kRecordHeader + kMessageHeader) {
    return from_anyone(Application::kDtls);
  }
  const std::uint8_t* message = p + kRecordHeader;
  const std::uint32_t message_length = load_be24(message + 1);
  const std::uint32_t fragment_length = load_be24(message + 9);
  if (fragment_length > message_length || kMessageHeader + fragment_length > length) {
    return from_anyone(Application::kDtls);
  }
  return found(Application::kDtls, tls_handshake_speaker(message[0]));
}

}  // namespace flowsnoop
