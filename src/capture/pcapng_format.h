// The layout of pcapng savefiles: block types, interface options, units of time.
//
// Source: draft-ietf-opsawg-pcapng ("the draft" below). Pure functions and plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "capture/resync.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// Block types, draft section 4. All others are skipped by their length.
namespace pcapng {
inline constexpr std::uint32_t kInterfaceDescription = 1;
inline constexpr std::uint32_t kObsoletePacket = 2;
inline constexpr std::uint32_t kSimplePacket = 3;
inline constexpr std::uint32_t kNameResolution = 4;
inline constexpr std::uint16_t kIpv4Record = 1;  // in a Name Resolution Block
inline constexpr std::uint16_t kIpv6Record = 2;
inline constexpr std::uint32_t kInterfaceStatistics = 5;
inline constexpr std::uint32_t kEnhancedPacket = 6;
inline constexpr std::uint32_t kDecryptionSecrets = 10;
inline constexpr std::uint32_t kCustom = 0x00000bad;
inline constexpr std::uint32_t kCustomNotCopied = 0x40000bad;
inline constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;  // the same in both byte orders

inline constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;

// Type and total length in front, the total length again at the end.
inline constexpr std::size_t kBlockHeaderSize = 8;
inline constexpr std::size_t kTrailerSize = 4;
inline constexpr std::size_t kMinBlockSize = kBlockHeaderSize + kTrailerSize;
// Wireshark's bound too.
inline constexpr std::size_t kMaxBlockSize = 16 * 1024 * 1024;
}  // namespace pcapng

// The size of the fixed fields of a block of this type, header and trailer included.
constexpr std::size_t min_block_size(std::uint32_t type) {
  switch (type) {
    case pcapng::kSectionHeader:
      return 28;
    case pcapng::kInterfaceDescription:
      return 20;
    case pcapng::kEnhancedPacket:
    case pcapng::kObsoletePacket:
      return 32;
    case pcapng::kSimplePacket:
      return 16;
    case pcapng::kInterfaceStatistics:
      return 24;
    default:
      return pcapng::kMinBlockSize;
  }
}

// Whether a block of this type can have this total length: a multiple of 4, with room for the fixed
// fields, at most kMaxBlockSize.
constexpr bool is_possible_block(std::uint32_t type, std::uint32_t size) {
  return size >= min_block_size(type) && size <= pcapng::kMaxBlockSize && size % 4 == 0;
}

// A place where a block begins; for guessing. A block of a known type that repeats its length at
// its end is not there by chance.
RecordProbe pcapng_probe();

// Turns an interface's time units into nanoseconds (draft section 4.2, if_tsresol and if_tsoffset).
// Results beyond kMaxTimestamp_ns are that, or its negative.
//
// The draft says that the units are unsigned. Decimal ones of 2^63 and more are read as negative
// all the same: no clock counts that far, but programs that move a capture in time subtract.
class PcapngClock {
 public:
  PcapngClock() = default;
  // `resolution`: n for 10^-n seconds, with the highest bit set for 2^-n.
  PcapngClock(std::uint8_t resolution, std::int64_t offset_s);

  std::int64_t to_ns(std::uint64_t units) const {
    if (units > max_units_) return slow_to_ns(units);
    return static_cast<std::int64_t>(units * multiplier_) + offset_ns_;
  }

 private:
  std::int64_t slow_to_ns(std::uint64_t units) const;

  // Up to max_units_ a multiplication is all.
  std::uint64_t max_units_ = 0;
  std::uint64_t multiplier_ = 0;
  std::int64_t offset_ns_ = 0;
  std::uint8_t resolution_ = 6;
};

struct PcapngInterface {
  Interface shown;
  PcapngClock clock;
  CaptureDrops drops;  // of the last statistics block
  bool options_damaged = false;
};

// `body` is an Interface Description Block without header and trailer, at least 8 bytes.
PcapngInterface parse_interface(std::span<const std::uint8_t> body, bool swapped);

// The drop counts of an Interface Statistics Block; `body` is without header and trailer, at least
// 12 bytes. Counts that it does not give stay as they are in `drops`.
void parse_statistics(std::span<const std::uint8_t> body, bool swapped, CaptureDrops& drops);

// A name of more bytes is none (RFC 1035 section 2.3.4).
inline constexpr std::size_t kMaxHostName = 255;

// Appends the names that a Name Resolution Block gives (draft section 4.5), until `names` holds
// `limit`; `body` is without header and trailer. Records of other types, and what runs past the end
// of the block, are left out.
void parse_host_names(std::span<const std::uint8_t> body, bool swapped, std::size_t limit,
                      std::vector<HostName>& names);

}  // namespace flowsnoop
