#include "decode/mpls.h"

#include "decode/bytes.h"
#include "decode/hop.h"

namespace flowsnoop {

namespace {

bool announces_ip(std::uint16_t type) {
  switch (type) {
    case 0x0800:
    case 0x86dd:
    case 0x0806:
    case 0x8100:
    case 0x88a8:
    case 0x8847:
    case 0x8864:
      return true;
    default:
      return false;
  }
}

}  // namespace

Next find_ethernet(Cursor& cursor, std::initializer_list<std::uint32_t> offsets) {
  constexpr std::uint32_t kTypeOffset = 12;
  constexpr std::uint32_t kHeader = 14;
  for (const std::uint32_t offset : offsets) {
    if (cursor.captured < offset + kHeader) continue;
    if (!announces_ip(load_be16(cursor.data + offset + kTypeOffset))) continue;
    cursor.advance(offset);
    return go_on(Header::kEthernet);
  }
  return end_in(FrameBucket::kNonIp);
}

Next decode_mpls(Cursor& cursor, Decoded& decoded) {
  constexpr int kMaxLabels = 16;
  constexpr std::uint32_t kEntry = 4;
  constexpr std::uint32_t kBottomOfStack = 0x100;
  std::uint32_t entry = 0;
  for (int labels = 0; (entry & kBottomOfStack) == 0; ++labels) {
    if (labels == kMaxLabels) return end_in(FrameBucket::kNonIp);
    if (cursor.captured < kEntry) return end_in(FrameBucket::kTruncatedLink);
    entry = load_be32(cursor.data);
    cursor.advance(kEntry);
  }
  add_hop(TunnelKind::kMpls, entry >> 12, decoded);
  if (begins_ip(cursor)) return go_on(Header::kIp);
  return find_ethernet(cursor, {4, 0});
}

}  // namespace flowsnoop
