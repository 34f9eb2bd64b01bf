#include "decode/other_transport.h"

#include "decode/transport.h"

namespace flowsnoop {

Next decode_sctp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kCommonHeader = 12;
  if (cursor.length < kCommonHeader) return end_in(FrameBucket::kMalformedTransport);
  if (cursor.captured < kPortsSize) return end_in(FrameBucket::kTruncatedTransport);
  take_ports(cursor, decoded);
  if (cursor.captured > kCommonHeader) decoded.icmp_type = cursor.data[kCommonHeader];
  take_payload(cursor, kCommonHeader, decoded);
  return end_in(FrameBucket::kOtherFlow);
}

Next decode_udp_lite(Cursor& cursor, Decoded& decoded) {
  if (cursor.length < kUdpHeader) return end_in(FrameBucket::kMalformedTransport);
  if (cursor.captured < kPortsSize) return end_in(FrameBucket::kTruncatedTransport);
  take_ports(cursor, decoded);
  take_payload(cursor, kUdpHeader, decoded);
  return end_in(FrameBucket::kOtherFlow);
}

Next decode_dccp(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kGenericHeader = 12;
  constexpr std::uint32_t kDataOffset = 4;
  if (cursor.length < kGenericHeader) return end_in(FrameBucket::kMalformedTransport);
  if (cursor.captured < kPortsSize) return end_in(FrameBucket::kTruncatedTransport);
  take_ports(cursor, decoded);
  std::uint32_t header_length = kGenericHeader;
  if (cursor.captured > kDataOffset) header_length = cursor.data[kDataOffset] * 4u;
  if (header_length < kGenericHeader) return end_in(FrameBucket::kMalformedTransport);
  take_payload(cursor, header_length, decoded);
  return end_in(FrameBucket::kOtherFlow);
}

Next decode_portless(Cursor& cursor, Decoded& decoded) {
  decoded.source_port = decoded.destination_port = 0;
  take_payload(cursor, 0, decoded);
  return end_in(FrameBucket::kOtherFlow);
}

}  // namespace flowsnoop
