// The layout of pcap savefiles: file header, record headers and their variants.
//
// Source: draft-ietf-opsawg-pcap; for the variants, what libpcap and Wireshark read. Pure functions
// and plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "capture/byte_order.h"
#include "capture/resync.h"
#include "flowsnoop/link_type.h"

namespace flowsnoop {

// More than this no frame has, except where the link type is of messages of any size.
inline constexpr std::uint32_t kMaxCapturedLength = 262'144;
inline constexpr std::uint32_t kMaxCapturedMessage = 16 * 1024 * 1024;

// Files before version 2.3 have the original length before the captured one; version 2.3 was
// written both ways.
enum class LengthOrder : std::uint8_t { kCapturedFirst, kOriginalFirst, kSmallerIsCaptured };

struct PcapRecordHeader {
  std::uint32_t seconds = 0;   // since 1970-01-01 00:00 UTC
  std::uint32_t fraction = 0;  // of a second, in the unit of the file
  std::uint32_t captured_length = 0;
  std::uint32_t original_length = 0;
};

struct PcapFormat {
  static constexpr std::size_t kMagicSize = 4;
  static constexpr std::size_t kMaxFileHeaderSize = 28;

  bool swapped = false;   // the file has the other byte order than this machine
  bool modified = false;  // Kuznetzov's magic: longer record headers
  std::uint32_t fraction_unit_ns = 1000;
  std::size_t file_header_size = 24;
  std::size_t record_header_size = 16;
  std::uint16_t version_major = 2;
  std::uint16_t version_minor = 4;
  std::uint32_t snaplen = 0;  // 0: no limit
  LinkType link_type = LinkType::kEthernet;
  LengthOrder length_order = LengthOrder::kCapturedFirst;
  std::uint32_t max_captured_length = kMaxCapturedLength;

  // `at` has record_header_size bytes.
  PcapRecordHeader parse_record_header(const std::uint8_t* at) const {
    PcapRecordHeader header;
    header.seconds = load32(at, swapped);
    header.fraction = load32(at + 4, swapped);
    header.captured_length = load32(at + 8, swapped);
    header.original_length = load32(at + 12, swapped);
    if (length_order != LengthOrder::kCapturedFirst) reorder_lengths(header);
    return header;
  }

  // Whether records are in this machine's byte order, with the captured length first.
  bool is_plain() const { return !swapped && length_order == LengthOrder::kCapturedFirst; }

  // parse_record_header() of a format that is_plain().
  static PcapRecordHeader parse_plain_record_header(const std::uint8_t* at) {
    PcapRecordHeader header;
    header.seconds = load32(at, false);
    header.fraction = load32(at + 4, false);
    header.captured_length = load32(at + 8, false);
    header.original_length = load32(at + 12, false);
    return header;
  }

  // A header that no packet has: longer than can be, or nothing but zero bytes, which is what a
  // disk or a transfer leaves where data is missing.
  bool is_impossible(const PcapRecordHeader& header) const {
    // One comparison for nearly all: 1 to max_captured_length.
    if (header.captured_length - 1 < max_captured_length) [[likely]]
      return false;
    return header.captured_length != 0 ||
           (header.original_length | header.seconds | header.fraction) == 0;
  }

  // A fraction of a second or more carries into the seconds.
  std::int64_t timestamp_ns(const PcapRecordHeader& header) const {
    return std::int64_t{header.seconds} * 1'000'000'000 +
           std::int64_t{header.fraction} * fraction_unit_ns;
  }

  // What tells a record from other bytes: stricter than is_impossible(), for guessing.
  // `near_seconds`: times of packets of this file, near one of which the record's must be; empty
  // where none is known. Borrows the format.
  RecordProbe probe(std::vector<std::uint32_t> near_seconds) const;

 private:
  std::size_t plausible_record(std::span<const std::uint8_t> bytes,
                               std::span<const std::uint32_t> near_seconds) const;
  void reorder_lengths(PcapRecordHeader& header) const;
};

// Recognises a pcap file by its magic number; `bytes` has at least kMagicSize bytes. Sets what the
// magic says: byte order, unit of time, size of the file header.
std::optional<PcapFormat> recognise_pcap(const std::uint8_t* bytes);

// Sets what the rest of the file header says; `bytes` has file_header_size bytes.
void parse_pcap_file_header(const std::uint8_t* bytes, PcapFormat& format);

// Some programs wrote longer record headers without saying so: the first records tell. `records`
// are bytes after the file header; `at_end`: no more follow. Sets record_header_size.
void detect_record_header_size(std::span<const std::uint8_t> records, bool at_end,
                               PcapFormat& format);

}  // namespace flowsnoop
