// A pcap savefile as a list of records, for mutators and seeds: targets that want a sequence of
// packets take the bytes of a savefile, so that every other program can read what a fuzzer finds.
//
// A plain value that owns its bytes.
#pragma once

#include <optional>

#include "fuzz_input.h"

namespace flowsnoop::fuzz {

struct CaptureRecord {
  std::uint32_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  std::uint32_t original_length = 0;  // at least bytes.size()
  Bytes bytes;
};

struct CaptureImage {
  // More and longer ones make a fuzzer slow and show nothing new.
  static constexpr std::size_t kMaxRecords = 256;
  static constexpr std::size_t kMaxRecordSize = 9216;

  std::uint16_t link_type = 1;
  std::vector<CaptureRecord> records;

  // Takes what is whole of a savefile with nanoseconds in little-endian order; nothing where the
  // bytes begin otherwise.
  static std::optional<CaptureImage> parse(ByteView bytes);

  // The savefile, with as many records as `max_size` bytes have room for.
  Bytes write(std::size_t max_size = SIZE_MAX) const;
};

}  // namespace flowsnoop::fuzz
