#include "capture_image.h"

namespace flowsnoop::fuzz {
namespace {

constexpr std::uint32_t kNanosecondMagic = 0xa1b23c4d;
constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::uint32_t kSnaplen = 262'144;

std::uint32_t load_le32(const std::uint8_t* at) {
  return at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 |
         std::uint32_t{at[3]} << 24;
}

void put_le32(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

}  // namespace

std::optional<CaptureImage> CaptureImage::parse(ByteView bytes) {
  if (bytes.size() < kFileHeader || load_le32(bytes.data()) != kNanosecondMagic) {
    return std::nullopt;
  }
  CaptureImage image;
  image.link_type = static_cast<std::uint16_t>(load_le32(bytes.data() + 20));
  bytes = bytes.subspan(kFileHeader);
  while (bytes.size() >= kRecordHeader && image.records.size() < kMaxRecords) {
    const std::uint32_t captured = load_le32(bytes.data() + 8);
    if (captured > kMaxRecordSize || captured > bytes.size() - kRecordHeader) break;
    const ByteView frame = bytes.subspan(kRecordHeader, captured);
    image.records.push_back({.seconds = load_le32(bytes.data()),
                             .nanoseconds = load_le32(bytes.data() + 4),
                             .original_length = load_le32(bytes.data() + 12),
                             .bytes = {frame.begin(), frame.end()}});
    bytes = bytes.subspan(kRecordHeader + captured);
  }
  return image;
}

Bytes CaptureImage::write(std::size_t max_size) const {
  Bytes out;
  put_le32(out, kNanosecondMagic);
  put_le32(out, 2 | 4 << 16);  // version 2.4
  put_le32(out, 0);
  put_le32(out, 0);
  put_le32(out, kSnaplen);
  put_le32(out, link_type);
  for (const CaptureRecord& record : records) {
    if (out.size() + kRecordHeader + record.bytes.size() > max_size) break;
    const auto captured = static_cast<std::uint32_t>(record.bytes.size());
    put_le32(out, record.seconds);
    put_le32(out, record.nanoseconds);
    put_le32(out, captured);
    put_le32(out, std::max(record.original_length, captured));
    out.insert(out.end(), record.bytes.begin(), record.bytes.end());
  }
  return out;
}

}  // namespace flowsnoop::fuzz
