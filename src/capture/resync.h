// Finds the next record of a damaged savefile.
//
// A place counts as the start of a record only where a chain of records begins: one header's
// length leads to the next. Pure searches over a BlockReader; used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "capture/block_reader.h"

namespace flowsnoop {

// What a format's records look like.
struct RecordProbe {
  // The whole size of the record that begins at the first of `bytes`, as its header says; 0 where
  // no header that makes sense is there. Never above kMaxResyncRecord; may be above bytes.size().
  std::function<std::size_t(std::span<const std::uint8_t> bytes)> size;
  // So many records in a row, at most kMaxChainLength, are not there by chance. Fewer do where they
  // lead exactly to the end of the capture.
  std::size_t chain_length = 1;
};

inline constexpr std::size_t kMaxResyncRecord = 262'144 + 256;
inline constexpr std::size_t kMaxChainLength = 3;
// How far is searched before the rest of the capture is given up.
inline constexpr std::uint64_t kMaxSkippedBytes = 64 * 1024 * 1024;

// True where a chain of records begins at the first of `bytes`. `at_end`: no bytes follow these.
bool begins_chain(std::span<const std::uint8_t> bytes, bool at_end, const RecordProbe& probe);

struct Resync {
  bool found = false;
  bool reached_end = false;  // all that was left has been searched
  std::uint64_t skipped = 0;
};

// Skips at least one byte, up to the next chain of records. The reader has at least one byte at
// hand; it is filled.
Resync skip_to_next_record(BlockReader& reader, const RecordProbe& probe,
                           std::uint64_t max_skipped = kMaxSkippedBytes);

// For a record that runs past the end of the capture: either it was cut short, or its length lies
// and records follow it. The latter only where a chain leads exactly to the end. Returns the place
// of the first in `rest`, which ends where the capture does.
std::optional<std::size_t> find_records_to_end(std::span<const std::uint8_t> rest,
                                               const RecordProbe& probe);

}  // namespace flowsnoop
