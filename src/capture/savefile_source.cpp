#include "capture/savefile_source.h"

#include <fmt/core.h>

#include <utility>

namespace flowsnoop {

SavefileSource::SavefileSource(std::string name, BlockReader reader)
    : reader_(std::move(reader)), name_(std::move(name)) {}

ReadStatus SavefileSource::read(PacketBatch& batch) {
  batch.size = 0;
  while (!ended_) {
    walk(batch);
    if (batch.size != 0) return ReadStatus::kPackets;
    step();
  }
  return ReadStatus::kEnd;
}

ReadProgress SavefileSource::progress() const {
  return reader_.stream().input_progress(reader_.offset());
}

bool SavefileSource::fetch(std::size_t wanted, std::string_view what, bool look_for_records) {
  switch (reader_.fill(wanted)) {
    case StreamStatus::kData:
      return true;
    case StreamStatus::kEnd:
      cut_short(wanted, what, look_for_records);
      return false;
    case StreamStatus::kError:
      add_damage(reader_.offset(), fmt::format("reading failed: {}", reader_.stream().error()));
      break;
    case StreamStatus::kInterrupted:
      break;
  }
  end();
  return false;
}

void SavefileSource::cut_short(std::size_t wanted, std::string_view what, bool look_for_records) {
  const std::size_t there = reader_.available();
  if (there == 0) return end();
  const auto rest = look_for_records ? find_records_to_end(reader_.view(), probe()) : std::nullopt;
  if (rest) {
    add_damage(reader_.offset(),
               fmt::format("impossible length of {}: {} bytes needed, {} there; {} bytes skipped",
                           what, wanted, there, *rest));
    return reader_.consume(*rest);
  }
  add_damage(reader_.offset(), fmt::format("the capture ends inside {}: {} bytes needed, {} there",
                                           what, wanted, there));
  reader_.consume(there);
  end();
}

void SavefileSource::add_damage(std::uint64_t offset, std::string reason) {
  if (damages_.size() < kMaxDamages) {
    damages_.push_back({name_, offset, std::move(reason)});
    return;
  }
  if (damages_not_listed_ == 0) damages_.push_back({name_, offset, {}});
  ++damages_not_listed_;
  damages_.back().reason =
      fmt::format("the first of {} damaged places that are not listed", damages_not_listed_);
}

void SavefileSource::skip_damage(std::string reason) {
  const std::uint64_t offset = reader_.offset();
  const Resync resync = skip_to_next_record(reader_, probe());
  std::string_view outcome = "bytes skipped";
  if (!resync.found) {
    outcome = resync.reached_end ? "bytes skipped, up to the end"
                                 : "bytes searched for another packet, the rest was not read";
    end();
  }
  add_damage(offset, fmt::format("{}; {} {}", reason, resync.skipped, outcome));
}

}  // namespace flowsnoop
