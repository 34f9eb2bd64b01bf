#include "decode/ipv6.h"

#include "decode/fragment.h"
#include "decode/other_transport.h"

namespace flowsnoop {

namespace {

// Extension headers begin with the next header and, but for the fragment header, their length.
constexpr std::uint32_t kExtensionStart = 2;
constexpr std::uint32_t kFragmentHeader = 8;
constexpr std::uint16_t kMoreFragments = 0x0001;
constexpr std::uint16_t kFragmentOffsetMask = 0xfff8;

// Takes off an extension header of `size` bytes.
Next take_extension(std::uint32_t size, Cursor& cursor, Decoded& decoded) {
  if (cursor.length < size) return end_in(FrameBucket::kMalformedNetwork);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedNetwork);
  const std::uint8_t protocol = cursor.data[0];
  cursor.advance(size);
  return after_protocol(protocol, decoded);
}

bool is_message(std::uint8_t protocol) {
  return protocol == kProtocolMobility || protocol == kProtocolHip || protocol == kProtocolShim6;
}

}  // namespace

Next decode_ipv6_extension(Cursor& cursor, Decoded& decoded) {
  if (decoded.ip_version != 6) {
    return decoded.protocol == kProtocolHip ? decode_portless(cursor, decoded)
                                            : end_in(FrameBucket::kOtherTransport);
  }
  if (cursor.captured < kExtensionStart) return end_in(FrameBucket::kTruncatedNetwork);
  if (cursor.data[0] == kProtocolNoNextHeader && is_message(decoded.protocol)) {
    return decode_portless(cursor, decoded);
  }
  // In units of 8 bytes, without the first 8 (RFC 8200 section 4.3).
  return take_extension((cursor.data[1] + 1u) * 8, cursor, decoded);
}

Next decode_ipv6_fragment(Cursor& cursor, Decoded& decoded) {
  if (decoded.ip_version != 6) return end_in(FrameBucket::kOtherTransport);
  if (cursor.captured < kFragmentHeader) return end_in(FrameBucket::kTruncatedNetwork);
  const std::uint16_t fragment = load_be16(cursor.data + 2);
  const std::uint32_t identification = load_be32(cursor.data + 4);
  const Next next = take_extension(kFragmentHeader, cursor, decoded);
  if ((fragment & (kFragmentOffsetMask | kMoreFragments)) == 0) return next;
  return take_fragment(cursor,
                       {.identification = identification,
                        .offset = fragment & std::uint32_t{kFragmentOffsetMask},
                        .more = (fragment & kMoreFragments) != 0},
                       decoded);
}

Next decode_authentication(Cursor& cursor, Decoded& decoded) {
  if (cursor.captured < kExtensionStart) return end_in(FrameBucket::kTruncatedNetwork);
  // In units of 4 bytes, without the first 8 (RFC 4302 section 2.2).
  return take_extension((cursor.data[1] + 2u) * 4, cursor, decoded);
}

}  // namespace flowsnoop
