#include "decode/icmp.h"

#include <algorithm>
#include <span>

#include "decode/transport.h"

namespace flowsnoop {

namespace {

// Types of a request and of what answers it.
struct Exchange {
  std::uint8_t request;
  std::uint8_t reply;
  bool has_identifier;
};

constexpr Exchange kExchanges4[] = {
    {8, 0, true},    // echo, RFC 792
    {10, 9, false},  // router solicitation, RFC 1256
    {13, 14, true},  // timestamp, RFC 792
    {15, 16, true},  // information, RFC 792
    {17, 18, true},  // address mask, RFC 950
    {42, 43, true},  // extended echo, RFC 8335
};

constexpr Exchange kExchanges6[] = {
    {128, 129, true},   // echo, RFC 4443
    {133, 134, false},  // router solicitation, RFC 4861
    {135, 136, false},  // neighbor solicitation, RFC 4861
    {139, 140, false},  // node information, RFC 4620
    {144, 145, true},   // home agent discovery, RFC 6275
    {160, 161, true},   // extended echo, RFC 8335
};

const Exchange* find_exchange(std::uint8_t ip_version, std::uint8_t type) {
  const std::span<const Exchange> exchanges =
      ip_version == 4 ? std::span<const Exchange>(kExchanges4) : kExchanges6;
  const auto at = std::find_if(exchanges.begin(), exchanges.end(), [&](const Exchange& exchange) {
    return exchange.request == type || exchange.reply == type;
  });
  return at == exchanges.end() ? nullptr : &*at;
}

// What makes this message one of its conversation.
void take_exchange(Decoded& decoded) {
  const Exchange* exchange = find_exchange(decoded.ip_version, decoded.icmp_type);
  const std::uint8_t request = exchange != nullptr ? exchange->request : decoded.icmp_type;
  decoded.icmp_exchange = static_cast<std::uint16_t>(request + 1);
  if (exchange == nullptr || !exchange->has_identifier) return;
  decoded.source_port = decoded.destination_port =
      static_cast<std::uint16_t>(decoded.tcp_sequence >> 16);
}

// RFC 792 and RFC 1812 section 5.2.7.1.
IcmpErrorKind unreachable_kind(std::uint8_t code) {
  switch (code) {
    case 0:   // net unreachable
    case 6:   // net unknown
    case 11:  // net unreachable for this type of service
      return IcmpErrorKind::kNetUnreachable;
    case 1:   // host unreachable
    case 7:   // host unknown
    case 8:   // source host isolated
    case 12:  // host unreachable for this type of service
      return IcmpErrorKind::kHostUnreachable;
    case 2:
      return IcmpErrorKind::kProtocolUnreachable;
    case 3:
      return IcmpErrorKind::kPortUnreachable;
    case 4:
      return IcmpErrorKind::kFragmentationNeeded;
    case 9:   // net
    case 10:  // host
    case 13:  // communication
      return IcmpErrorKind::kProhibited;
    default:
      return IcmpErrorKind::kUnreachable;
  }
}

// RFC 4443 section 3.1.
IcmpErrorKind unreachable_kind6(std::uint8_t code) {
  switch (code) {
    case 0:  // no route
    case 6:  // reject route
      return IcmpErrorKind::kNetUnreachable;
    case 1:  // administratively
    case 5:  // the source address failed a policy
      return IcmpErrorKind::kProhibited;
    case 3:
      return IcmpErrorKind::kHostUnreachable;
    case 4:
      return IcmpErrorKind::kPortUnreachable;
    default:
      return IcmpErrorKind::kUnreachable;
  }
}

IcmpErrorKind time_exceeded_kind(std::uint8_t code) {
  return code == 1 ? IcmpErrorKind::kReassemblyTimeout : IcmpErrorKind::kTtlExceeded;
}

IcmpErrorKind error_kind4(std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case 3:
      return unreachable_kind(code);
    case 4:
      return IcmpErrorKind::kSourceQuench;
    case 5:
      return IcmpErrorKind::kRedirect;
    case 11:
      return time_exceeded_kind(code);
    case 12:
      return IcmpErrorKind::kParameterProblem;
    default:
      return IcmpErrorKind::kOther;
  }
}

IcmpErrorKind error_kind6(std::uint8_t type, std::uint8_t code) {
  switch (type) {
    case 1:
      return unreachable_kind6(code);
    case 2:
      return IcmpErrorKind::kPacketTooBig;
    case 3:
      return time_exceeded_kind(code);
    case 4:
      return IcmpErrorKind::kParameterProblem;
    default:
      return IcmpErrorKind::kOther;
  }
}

}  // namespace

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
  if (cursor.captured >= kHeader) decoded.tcp_sequence = load_be32(cursor.data + 4);
  take_payload(cursor, kHeader, decoded);
  if (quotes_packet(decoded)) return end_in(FrameBucket::kIcmpError);
  take_exchange(decoded);
  return end_in(FrameBucket::kIcmpFlow);
}

bool is_icmp_request(const Decoded& decoded) {
  return decoded.icmp_exchange == decoded.icmp_type + 1u &&
         find_exchange(decoded.ip_version, decoded.icmp_type) != nullptr;
}

bool is_icmp_reply(const Decoded& decoded) {
  return decoded.icmp_exchange != 0 && decoded.icmp_exchange != decoded.icmp_type + 1u;
}

bool has_icmp_identifier(std::uint8_t ip_version, std::uint8_t type) {
  const Exchange* exchange = find_exchange(ip_version, type);
  return exchange != nullptr && exchange->has_identifier;
}

IcmpErrorKind icmp_error_kind(const Decoded& error) {
  return error.ip_version == 4 ? error_kind4(error.icmp_type, error.icmp_code)
                               : error_kind6(error.icmp_type, error.icmp_code);
}

std::uint32_t icmp_error_mtu(const Decoded& error) {
  switch (icmp_error_kind(error)) {
    case IcmpErrorKind::kFragmentationNeeded:
      return error.tcp_sequence & 0xffff;
    case IcmpErrorKind::kPacketTooBig:
      return error.tcp_sequence;
    default:
      return 0;
  }
}

bool quotes_packet(const Decoded& decoded) {
  constexpr std::uint8_t kFirstInformational = 128;  // RFC 4443 section 2.1
  if (decoded.protocol == kProtocolIcmpv6) return decoded.icmp_type < kFirstInformational;
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

}  // namespace flowsnoop
