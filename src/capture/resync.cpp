#include "capture/resync.h"

namespace flowsnoop {
namespace {

// A search keeps this many bytes ahead, so that a chain is always in sight as a whole.
constexpr std::size_t kReach = kMaxChainLength * kMaxResyncRecord;
constexpr std::size_t kWindow = kReach + 1024 * 1024;

// Bounds of find_records_to_end(): what one cut record may hold, in bytes and in small records.
constexpr std::size_t kMaxTornBytes = 512 * 1024;
constexpr std::size_t kMaxTornRecords = 4096;

bool leads_to_end(std::span<const std::uint8_t> bytes, const RecordProbe& probe) {
  std::size_t at = 0;
  for (std::size_t count = 0; count < kMaxTornRecords; ++count) {
    if (at == bytes.size()) return count > 0;
    const std::size_t size = probe.size(bytes.subspan(at));
    if (size == 0 || size > bytes.size() - at) return false;
    at += size;
  }
  return false;
}

}  // namespace

bool begins_chain(std::span<const std::uint8_t> bytes, bool at_end, const RecordProbe& probe) {
  std::size_t at = 0;
  for (std::size_t count = 0; count < probe.chain_length; ++count) {
    if (at == bytes.size()) return at_end && count > 0;
    const std::size_t size = probe.size(bytes.subspan(at));
    if (size == 0) return false;
    // The last of a chain may be cut short; its header has made sense.
    if (size > bytes.size() - at) return count + 1 == probe.chain_length;
    at += size;
  }
  return true;
}

Resync skip_to_next_record(BlockReader& reader, const RecordProbe& probe,
                           std::uint64_t max_skipped) {
  Resync result;
  reader.consume(1);
  result.skipped = 1;
  while (result.skipped < max_skipped) {
    const bool at_end = reader.fill(kWindow) != StreamStatus::kData;
    const std::span<const std::uint8_t> window = reader.view();
    const std::size_t limit = at_end ? window.size() : window.size() - kReach;
    std::size_t at = 0;
    while (at < limit && !begins_chain(window.subspan(at), at_end, probe)) ++at;
    reader.consume(at);
    result.skipped += at;
    result.found = at < limit;
    result.reached_end = !result.found && at_end;
    if (result.found || result.reached_end) return result;
  }
  return result;
}

std::optional<std::size_t> find_records_to_end(std::span<const std::uint8_t> rest,
                                               const RecordProbe& probe) {
  if (rest.size() > kMaxTornBytes) return std::nullopt;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (leads_to_end(rest.subspan(at), probe)) return at;
  }
  return std::nullopt;
}

}  // namespace flowsnoop
