#include "decode/wireless.h"

#include "decode/bytes.h"
#include "decode/first_header.h"
#include "decode/link.h"

namespace flowsnoop {

namespace {

// The first byte of the frame control field.
constexpr std::uint8_t kVersionMask = 0x03;
constexpr std::uint8_t kTypeMask = 0x0c;
constexpr std::uint8_t kData = 0x08;
constexpr std::uint8_t kNoData = 0x40;  // of the data subtypes: those that carry nothing
constexpr std::uint8_t kQos = 0x80;
// The second one.
constexpr std::uint8_t kToAndFromDistribution = 0x03;
constexpr std::uint8_t kProtected = 0x40;
constexpr std::uint8_t kHasControlField = 0x80;  // in QoS frames

constexpr std::uint32_t kDataHeader = 24;
constexpr std::uint32_t kFourthAddress = 6;
constexpr std::uint32_t kQosControl = 2;
constexpr std::uint32_t kHtControl = 4;
constexpr std::uint8_t kAggregated = 0x80;  // of the QoS control field

std::uint32_t header_size(const std::uint8_t* frame) {
  std::uint32_t size = kDataHeader;
  if ((frame[1] & kToAndFromDistribution) == kToAndFromDistribution) size += kFourthAddress;
  if ((frame[0] & kQos) == 0) return size;
  size += kQosControl;
  return (frame[1] & kHasControlField) != 0 ? size + kHtControl : size;
}

bool is_aggregated(const std::uint8_t* frame) {
  if ((frame[0] & kQos) == 0) return false;
  const bool four = (frame[1] & kToAndFromDistribution) == kToAndFromDistribution;
  return (frame[kDataHeader + (four ? kFourthAddress : 0)] & kAggregated) != 0;
}

// The first packet of an A-MSDU: addresses and a length before it (clause 9.3.2.2).
Next decode_first_of_several(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 14;
  constexpr std::uint32_t kLengthOffset = 12;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t length = load_be16(cursor.data + kLengthOffset);
  cursor.advance(kHeader);
  if (length < cursor.length) cursor.set_length(length);
  return go_on(decode_llc);
}

// Some hardware fills the header up to a multiple of four bytes.
template <bool is_padded>
Next decode_data(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kFrameControl = 2;
  constexpr std::uint32_t kSequenceControl = 22;
  constexpr std::uint8_t kFragmentMask = 0x0f;
  if (cursor.captured < kFrameControl) return end_in(FrameBucket::kTruncatedLink);
  const std::uint8_t* frame = cursor.data;
  if ((frame[0] & (kVersionMask | kTypeMask | kNoData)) != kData) {
    return end_in(FrameBucket::kNonIp);
  }
  if ((frame[1] & kProtected) != 0) return end_in(FrameBucket::kEncrypted);
  std::uint32_t size = header_size(frame);
  if (is_padded) size = (size + 3) & ~3u;
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  if ((frame[kSequenceControl] & kFragmentMask) != 0) return end_in(FrameBucket::kNonIp);
  cursor.advance(size);
  return is_aggregated(frame) ? go_on(decode_first_of_several) : go_on(decode_llc);
}

// The flags field of radiotap, 0 where there is none. It is the second field, and the first one,
// of eight bytes, is aligned.
std::uint8_t radiotap_flags(const std::uint8_t* header, std::uint32_t size) {
  constexpr std::uint32_t kPresent = 4;
  constexpr std::uint32_t kMoreWords = 1u << 31;
  constexpr std::uint32_t kHasTimer = 1u << 0;
  constexpr std::uint32_t kHasFlags = 1u << 1;
  const std::uint32_t present = load_le32(header + kPresent);
  std::uint32_t offset = kPresent;
  std::uint32_t word = 0;
  do {
    if (offset + 4 > size) return 0;
    word = load_le32(header + offset);
    offset += 4;
  } while ((word & kMoreWords) != 0);
  if ((present & kHasTimer) != 0) offset = ((offset + 7) & ~7u) + 8;
  return (present & kHasFlags) != 0 && offset < size ? header[offset] : std::uint8_t{0};
}

}  // namespace

Next decode_ieee80211(Cursor& cursor, Decoded& decoded) {
  return decode_data<false>(cursor, decoded);
}

Next decode_radiotap(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kFixed = 8;
  constexpr std::uint8_t kDataPadded = 0x20;
  if (cursor.captured < kFixed) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t size = load_le16(cursor.data + 2);
  if (cursor.data[0] != 0 || size < kFixed) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  const bool is_padded = (radiotap_flags(cursor.data, size) & kDataPadded) != 0;
  cursor.advance(size);
  return is_padded ? go_on(decode_data<true>) : go_on(decode_data<false>);
}

Next decode_prism(Cursor& cursor, Decoded& decoded) {
  constexpr std::uint32_t kPrismHeader = 144;
  constexpr std::uint32_t kAvsMagic = 0x80211000;
  if (cursor.captured < 4) return end_in(FrameBucket::kTruncatedLink);
  if ((load_be32(cursor.data) & 0xfffff000) == kAvsMagic) return decode_avs(cursor, decoded);
  return skip<kPrismHeader, decode_ieee80211>(cursor, decoded);
}

Next decode_avs(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kFixed = 8;
  if (cursor.captured < kFixed) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t size = load_be32(cursor.data + 4);
  if (size < kFixed) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return go_on(decode_ieee80211);
}

Next decode_ppi(Cursor& cursor, Decoded& /*decoded*/) {
  constexpr std::uint32_t kHeader = 8;
  if (cursor.captured < kHeader) return end_in(FrameBucket::kTruncatedLink);
  const std::uint32_t size = load_le16(cursor.data + 2);
  const std::uint32_t link_type = load_le32(cursor.data + 4);
  if (size < kHeader) return end_in(FrameBucket::kNonIp);
  if (cursor.captured < size) return end_in(FrameBucket::kTruncatedLink);
  cursor.advance(size);
  return first_header(static_cast<LinkType>(link_type & 0xffff));
}

}  // namespace flowsnoop
