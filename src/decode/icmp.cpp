#include "decode/icmp.h"

#include "decode/transport.h"

namespace flowsnoop {

Next decode_icmp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kMinHeader = 4;
  constexpr std::uint32_t kHeader = 8;
  constexpr std::uint32_t kTypeAndCode = 2;
  const std::uint8_t own = decoded.ip_version == 4 ? kProtocolIcmp : kProtocolIcmpv6;
  if (decoded.protocol != own) return end_in(FrameBucket::kOtherTransport);
  if (cursor.length < kMinHeader) return end_in(FrameBucket::kMalformedTransport);
  if (cursor.captured < kTypeAndCode) return end_in(FrameBucket::kTruncatedTransport);
  decoded.icmp_type = cursor.data[0];
  decoded.icmp_code = cursor.data[1];
  take_payload(cursor, kHeader, decoded);
  return end_in(FrameBucket::kIcmp);
}

bool quotes_packet(const Decoded& decoded) {
  constexpr std::uint8_t kFirstInformational = 128;  // RFC 4443 section 2.1
  constexpr std::uint8_t kRedirect6 = 137;           // RFC 4861 section 4.5: quotes in an option
  if (decoded.protocol == kProtocolIcmpv6) {
    return decoded.icmp_type < kFirstInformational && decoded.icmp_type != kRedirect6;
  }
  switch (decoded.icmp_type) {
    case 3:   // destination unreachable
    case 4:   // source quench
    case 5:   // redirect
    case 11:  // time exceeded
    case 12:  // parameter problem
      return decoded.protocol == kProtocolIcmp;
    default:
      return false;
  }
}

bool is_port_unreachable(const Decoded& decoded) {
  return decoded.protocol == kProtocolIcmp ? decoded.icmp_type == 3 && decoded.icmp_code == 3
                                           : decoded.protocol == kProtocolIcmpv6 &&
                                                 decoded.icmp_type == 1 && decoded.icmp_code == 4;
}

}  // namespace flowsnoop
