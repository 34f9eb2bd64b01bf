#include "capture/pcap_format.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace flowsnoop {
namespace {

struct Magic {
  std::uint32_t number;
  std::uint32_t fraction_unit_ns;
  std::size_t file_header_size;
  bool modified;
};

constexpr Magic kMagics[] = {
    {0xa1b2c3d4, 1000, 24, false},  // microseconds
    {0xa1b23c4d, 1, 24, false},     // nanoseconds
    {0xa1b2cd34, 1000, 24, true},   // Alexey Kuznetzov's modified libpcap
    {0x1c0001ac, 1, 28, false},     // Ixia hardware capture: 4 more bytes in the file header
    {0x1c0001ab, 1000, 28, false},  // Ixia software capture
};

// Link types whose messages may be longer than kMaxCapturedLength: USBPcap, D-Bus, and Linux USB.
constexpr std::uint16_t kMessageLinkTypes[] = {249, 231, 189, 220};

// For plausible_record(): no real frame is longer on the wire, even merged by an offload engine;
// and no capture lasts longer.
constexpr std::uint32_t kMaxPlausibleOriginal = 16 * 1024 * 1024;
constexpr std::int64_t kMaxPlausibleAge_s = 366LL * 24 * 3600;

LengthOrder length_order_of(std::uint16_t major, std::uint16_t minor) {
  if (major == 543) return LengthOrder::kOriginalFirst;  // DG/UX tcpdump
  if (major != 2 || minor > 3) return LengthOrder::kCapturedFirst;
  return minor == 3 ? LengthOrder::kSmallerIsCaptured : LengthOrder::kOriginalFirst;
}

}  // namespace

void PcapFormat::reorder_lengths(PcapRecordHeader& header) const {
  if (length_order == LengthOrder::kOriginalFirst ||
      header.captured_length > header.original_length) {
    std::swap(header.captured_length, header.original_length);
  }
}

std::size_t PcapFormat::plausible_record(std::span<const std::uint8_t> bytes,
                                         std::span<const std::uint32_t> near_seconds) const {
  if (bytes.size() < record_header_size) return 0;
  const PcapRecordHeader header = parse_record_header(bytes.data());
  const auto is_near = [&](std::uint32_t seconds) {
    return std::abs(std::int64_t{header.seconds} - std::int64_t{seconds}) <= kMaxPlausibleAge_s;
  };
  if (!near_seconds.empty() && std::ranges::none_of(near_seconds, is_near)) return 0;
  if (header.captured_length == 0 || header.captured_length > kMaxCapturedLength) return 0;
  if (header.original_length < header.captured_length) return 0;
  if (header.original_length > kMaxPlausibleOriginal) return 0;
  if (std::uint64_t{header.fraction} * fraction_unit_ns >= 1'000'000'000) return 0;
  return record_header_size + header.captured_length;
}

// Chance may build one header that makes sense, but not three in a row.
RecordProbe PcapFormat::probe(std::vector<std::uint32_t> near_seconds) const {
  return {[this, near_seconds = std::move(near_seconds)](std::span<const std::uint8_t> bytes) {
            return plausible_record(bytes, near_seconds);
          },
          3};
}

std::optional<PcapFormat> recognise_pcap(const std::uint8_t* bytes) {
  for (const bool swapped : {false, true}) {
    const std::uint32_t number = load32(bytes, swapped);
    for (const Magic& magic : kMagics) {
      if (magic.number != number) continue;
      PcapFormat format;
      format.swapped = swapped;
      format.modified = magic.modified;
      format.fraction_unit_ns = magic.fraction_unit_ns;
      format.file_header_size = magic.file_header_size;
      return format;
    }
  }
  return std::nullopt;
}

void parse_pcap_file_header(const std::uint8_t* bytes, PcapFormat& format) {
  format.version_major = load16(bytes + 4, format.swapped);
  format.version_minor = load16(bytes + 6, format.swapped);
  format.length_order = length_order_of(format.version_major, format.version_minor);
  format.snaplen = load32(bytes + 16, format.swapped);
  // The high bits may give the length of the frame check sequence; the link type is the low half.
  const auto link_type = static_cast<std::uint16_t>(load32(bytes + 20, format.swapped) & 0xffff);
  format.link_type = static_cast<LinkType>(link_type);
  if (std::ranges::find(kMessageLinkTypes, link_type) != std::end(kMessageLinkTypes)) {
    format.max_captured_length = kMaxCapturedMessage;
  }
}

void detect_record_header_size(std::span<const std::uint8_t> records, bool at_end,
                               PcapFormat& format) {
  // Standard; Red Hat 6.1 (Kuznetzov's header under the standard magic); Nokia. Under the modified
  // magic: Kuznetzov's; SuSE 6.3.
  static constexpr std::array<std::size_t, 3> kStandardSizes = {16, 24, 20};
  static constexpr std::array<std::size_t, 2> kModifiedSizes = {24, 28};
  const std::span<const std::size_t> sizes =
      format.modified ? std::span<const std::size_t>(kModifiedSizes) : kStandardSizes;
  // The seconds come first in all of them.
  std::vector<std::uint32_t> first_seconds;
  if (records.size() >= 4) first_seconds.push_back(load32(records.data(), format.swapped));
  for (const std::size_t size : sizes) {
    format.record_header_size = size;
    // A short file that was cut must not be taken for a rare variant that happens to fit: those
    // need a whole chain.
    const bool fewer_do = at_end && size == sizes.front();
    if (begins_chain(records, fewer_do, format.probe(first_seconds))) return;
  }
  format.record_header_size = sizes.front();
}

}  // namespace flowsnoop
