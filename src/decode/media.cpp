#include "decode/media.h"

#include "decode/bytes.h"
#include "decode/link.h"
#include "decode/ppp.h"

namespace flowsnoop {

namespace {

// `size` bytes of header, then LLC.
Next take_before_llc(std::uint32_t size, Cursor& cursor) {
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return go_on(decode_llc);
}

// The protocol identifiers of ARCNET. Those of RFC 1201 have a split flag and a sequence number
// behind them, those of RFC 1051 nothing.
Next decode_arcnet(std::uint32_t type_offset, Cursor& cursor) {
  constexpr std::uint8_t kIp1051 = 240;
  constexpr std::uint8_t kArp1051 = 241;
  constexpr std::uint8_t kIp = 212;
  constexpr std::uint8_t kArp = 213;
  constexpr std::uint8_t kReverseArp = 214;
  constexpr std::uint8_t kIpv6 = 196;
  constexpr std::uint8_t kException = 0xff;  // a split flag that repeats type, flag and sequence
  if (cursor.captured <= type_offset) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t type = cursor.data[type_offset];
  if (type == kArp || type == kArp1051 || type == kReverseArp) return end_in(FrameBucket::kArp);
  if (type == kIp1051) {
    cursor.advance(type_offset + 1);
    return go_on(Header::kIpv4);
  }
  if (type != kIp && type != kIpv6) return end_in(FrameBucket::kNonIp);
  std::uint32_t size = type_offset + 4;
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  std::uint8_t split = cursor.data[type_offset + 1];
  if (split == kException) {
    size += 4;
    if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
    split = cursor.data[type_offset + 5];
  }
  // An odd flag begins a packet in several frames; an even one other than 0 goes on with it, and
  // has no header.
  if (split != 0 && (split & 1) == 0) return end_in(FrameBucket::kNonIp);
  cursor.advance(size);
  return go_on(type == kIp ? Header::kIpv4 : Header::kIpv6);
}

// The type and reserved field of RFC 4391, `offset` bytes from here.
Next decode_ipoib(std::uint32_t offset, Cursor& cursor) {
  constexpr std::uint32_t kTypeAndReserved = 4;
  if (cursor.captured < offset + kTypeAndReserved) return end_in(FrameBucket::kTruncatedLink);
  const std::uint16_t type = load_be16(cursor.data + offset);
  cursor.advance(offset + kTypeAndReserved);
  return after_ethertype(type);
}

}  // namespace

Next decode_token_ring(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 14;
  constexpr std::uint32_t kSourceOffset = 8;
  constexpr std::uint8_t kHasRoute = 0x80;
  constexpr std::uint8_t kRouteLengthMask = 0x1f;
  constexpr std::uint8_t kFrameTypeMask = 0xc0;
  constexpr std::uint8_t kLlcFrame = 0x40;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t* header = cursor.data;
  if ((header[1] & kFrameTypeMask) != kLlcFrame) return end_in(FrameBucket::kNonIp);
  if ((header[kSourceOffset] & kHasRoute) == 0) return take_before_llc(kHeader, cursor);
  if (cursor.captured <= kHeader) return end_in(FrameBucket::kTruncatedLink);
  return take_before_llc(kHeader + (header[kHeader] & kRouteLengthMask), cursor);
}

Next decode_fddi(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 13;
  constexpr std::uint8_t kFormatMask = 0x30;
  constexpr std::uint8_t kLlcFrame = 0x10;
  if (cursor.captured < 1) return end_in(FrameBucket::kTruncatedLink);
  if ((cursor.data[0] & kFormatMask) != kLlcFrame) return end_in(FrameBucket::kNonIp);
  return take_before_llc(kHeader, cursor);
}

Next decode_arcnet_linux(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kTypeOffset = 4;
  return decode_arcnet(kTypeOffset, cursor);
}

Next decode_arcnet_bsd(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kTypeOffset = 2;
  return decode_arcnet(kTypeOffset, cursor);
}

Next decode_atm(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kIsoHeader = 4;
  constexpr std::uint32_t kIsoLlc = 0xfefe0300;
  if (cursor.captured < kIsoHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t first = load_be32(cursor.data);
  if ((first & 0xffffff00) != kIsoLlc) return decode_llc(cursor, decoded);
  cursor.advance(kIsoHeader);
  return after_nlpid(static_cast<std::uint8_t>(first & 0xff));
}

Next decode_atm_clip(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint8_t kSapSnap = 0xaa;
  if (cursor.captured < 1) return end_in(FrameBucket::kTruncatedLink);
  return cursor.data[0] == kSapSnap ? go_on(decode_llc) : go_on(Header::kIp);
}

Next decode_sun_atm(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 4;
  constexpr std::uint8_t kTypeMask = 0x0f;
  constexpr std::uint8_t kLane = 1;
  constexpr std::uint8_t kLlc = 2;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t type = cursor.data[0] & kTypeMask;
  cursor.advance(kHeader);
  if (type == kLlc) return go_on(decode_atm);
  constexpr std::uint32_t kEmulationClient = 2;
  return type == kLane ? go_on(skip<kEmulationClient, Header::kEthernet>)
                       : end_in(FrameBucket::kNonIp);
}

Next decode_ip_over_infiniband(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kGlobalRouteHeader = 40;
  return decode_ipoib(kGlobalRouteHeader, cursor);
}

Next decode_infiniband(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kLocalRouteHeader = 8;
  constexpr std::uint32_t kGlobalRouteHeader = 40;
  constexpr std::uint32_t kBaseTransportHeader = 12;
  constexpr std::uint32_t kDatagramHeader = 8;
  constexpr std::uint8_t kNextHeaderMask = 0x03;
  constexpr std::uint8_t kLocal = 2;
  constexpr std::uint8_t kGlobal = 3;
  constexpr std::uint8_t kUnreliableDatagramSend = 0x64;
  if (cursor.captured < kLocalRouteHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t next = cursor.data[1] & kNextHeaderMask;
  if (next != kLocal && next != kGlobal) return end_in(FrameBucket::kNonIp);
  const std::uint32_t routing = kLocalRouteHeader + (next == kGlobal ? kGlobalRouteHeader : 0);
  if (cursor.captured <= routing) return end_in(FrameBucket::kTruncatedLink);
  if (cursor.data[routing] != kUnreliableDatagramSend) return end_in(FrameBucket::kNonIp);
  return decode_ipoib(routing + kBaseTransportHeader + kDatagramHeader, cursor);
}

}  // namespace flowsnoop
