#include "decode/ppp.h"

#include "decode/bytes.h"
#include "decode/link.h"
#include "decode/mpls.h"

namespace flowsnoop {

namespace {

constexpr std::uint8_t kAllStations = 0xff;
constexpr std::uint8_t kUnnumberedInformation = 0x03;
constexpr std::uint8_t kCiscoUnicast = 0x0f;
constexpr std::uint8_t kCiscoMulticast = 0x8f;
constexpr std::uint32_t kCiscoHdlcHeader = 4;

Next decode_multilink(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 4;  // the long form, with a sequence number of 24 bits
  constexpr std::uint8_t kWhole = 0xc0;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  if ((cursor.data[0] & kWhole) != kWhole) return end_in(FrameBucket::kNonIp);
  cursor.advance(kHeader);
  return go_on(decode_ppp);
}

// PPP protocol numbers of the IANA registry.
Next after_ppp_protocol(std::uint16_t protocol) {
  switch (protocol) {
    case 0x0021:
      return go_on(Header::kIpv4);
    case 0x0057:
      return go_on(Header::kIpv6);
    case 0x003d:
      return go_on(decode_multilink);
    case 0x0281:
    case 0x0283:
      return go_on(decode_mpls);
    default:
      return end_in(FrameBucket::kNonIp);
  }
}

}  // namespace

Next decode_ppp(Cursor& cursor, Decoded& /*decoded*/) {
  if (cursor.captured >= 2 && cursor.data[0] == kAllStations &&
      cursor.data[1] == kUnnumberedInformation) {
    cursor.advance(2);
  }
  if (cursor.captured < 2) return end_in(FrameBucket::kTruncatedLink);
  // The last byte of a protocol number is odd and the first of two is even (RFC 1661 section 2).
  const bool in_one_byte = (cursor.data[0] & 1) != 0;
  const std::uint16_t protocol = in_one_byte ? cursor.data[0] : load_be16(cursor.data);
  cursor.advance(in_one_byte ? 1 : 2);
  return after_ppp_protocol(protocol);
}

Next decode_ppp_serial(Cursor& cursor, Decoded& decoded) {
  if (cursor.captured < 2) return end_in(FrameBucket::kTruncatedLink);
  const bool is_cisco = cursor.data[0] == kCiscoUnicast || cursor.data[0] == kCiscoMulticast;
  return is_cisco ? decode_cisco_hdlc(cursor, decoded) : decode_ppp(cursor, decoded);
}

Next decode_pppoe(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 6;
  constexpr std::uint8_t kVersionAndType = 0x11;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t* header = cursor.data;
  const bool is_session = header[0] == kVersionAndType && header[1] == 0;
  const std::uint32_t length = load_be16(header + 4);
  cursor.advance(kHeader);
  if (!is_session) return end_in(FrameBucket::kNonIp);
  // What is longer than the frame was cut, or left to the network card to be cut up.
  if (length < cursor.length && length != 0) cursor.set_length(length);
  return go_on(decode_ppp);
}

Next decode_cisco_hdlc(Cursor& cursor, Decoded& /*decoded*/) {
  if (cursor.captured < kCiscoHdlcHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint16_t type = load_be16(cursor.data + 2);
  cursor.advance(kCiscoHdlcHeader);
  return after_ethertype(type);
}

Next after_nlpid(std::uint8_t nlpid) {
  switch (nlpid) {
    case 0xcc:
      return go_on(Header::kIpv4);
    case 0x8e:
      return go_on(Header::kIpv6);
    case 0xcf:
      return go_on(decode_ppp);
    default:
      return end_in(FrameBucket::kNonIp);
  }
}

Next decode_frame_relay(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kMaxAddress = 4;  // ITU-T Q.922 section 3.3
  constexpr std::uint8_t kSnap = 0x80;
  std::uint32_t address = 0;
  do {
    if (address == kMaxAddress) return end_in(FrameBucket::kNonIp);
    if (cursor.captured < address + 4) return end_in(FrameBucket::kTruncatedLink);
  } while ((cursor.data[address++] & 1) == 0);
  const std::uint8_t* after = cursor.data + address;
  if (after[0] != kUnnumberedInformation) {
    cursor.advance(address + 2);
    return after_ethertype(load_be16(after));
  }
  const std::uint32_t padding = after[1] == 0 ? 1 : 0;
  const std::uint8_t nlpid = after[1 + padding];
  cursor.advance(address + 2 + padding);
  if (nlpid != kSnap) return after_nlpid(nlpid);
  // An organization and a type: the second half of the SNAP header.
  constexpr std::uint32_t kOrganizationAndType = 5;
  if (cursor.captured < kOrganizationAndType) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t organization = load_be32(cursor.data) >> 8;
  const std::uint16_t type = load_be16(cursor.data + 3);
  cursor.advance(kOrganizationAndType);
  return organization == 0 ? after_ethertype(type) : end_in(FrameBucket::kNonIp);
}

}  // namespace flowsnoop
