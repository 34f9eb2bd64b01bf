// Several sources in the order of time (merge_by_time() of packet_source.h).
#include <algorithm>
#include <functional>
#include <utility>

#include "capture/combined_source.h"

namespace flowsnoop {
namespace {

class Merge final : public CombinedSource {
 public:
  explicit Merge(std::vector<std::unique_ptr<PacketSource>> sources);

  ReadStatus read(PacketBatch& batch) override;

 private:
  // One source, with the packets of it that were read but not yet given.
  struct Lane {
    PacketBatch batch;
    std::size_t at = 0;

    bool is_empty() const { return at == batch.size; }
  };
  // A lane waits for its turn at the time of its next packet. Equal times: the first source first.
  struct Turn {
    std::int64_t time_ns = 0;
    std::size_t lane = 0;

    bool operator>(const Turn& other) const {
      return time_ns != other.time_ns ? time_ns > other.time_ns : lane > other.lane;
    }
  };

  void fill(std::size_t lane);
  void wait(std::size_t lane, std::int64_t time_ns);
  std::size_t next_lane();

  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<Turn> turns_;         // a heap, the earliest in front
  std::vector<std::size_t> empty_;  // lanes to fill before anything is given
};

Merge::Merge(std::vector<std::unique_ptr<PacketSource>> sources)
    : CombinedSource(std::move(sources)) {
  for (std::size_t lane = 0; lane < source_count(); ++lane) {
    lanes_.push_back(std::make_unique<Lane>());
    if (const auto time_ns = source(lane).first_time_ns()) {
      wait(lane, *time_ns);
    } else {
      empty_.push_back(lane);
    }
  }
}

void Merge::wait(std::size_t lane, std::int64_t time_ns) {
  turns_.push_back({time_ns, lane});
  std::push_heap(turns_.begin(), turns_.end(), std::greater<>());
}

std::size_t Merge::next_lane() {
  std::pop_heap(turns_.begin(), turns_.end(), std::greater<>());
  const std::size_t lane = turns_.back().lane;
  turns_.pop_back();
  return lane;
}

// A lane whose source has ended waits for nothing more.
void Merge::fill(std::size_t lane) {
  Lane& filled = *lanes_[lane];
  filled.at = 0;
  while (read_from(lane, filled.batch) != ReadStatus::kEnd) {
    if (filled.batch.size == 0) continue;
    return wait(lane, filled.batch.packets[0].timestamp_ns);
  }
  filled.batch.size = 0;
}

// Ends early where a lane is empty: filling it would overwrite the bytes of packets just given.
ReadStatus Merge::read(PacketBatch& batch) {
  batch.size = 0;
  while (batch.size == 0 && !(turns_.empty() && empty_.empty())) {
    for (const std::size_t lane : empty_) fill(lane);
    empty_.clear();
    while (!turns_.empty() && empty_.empty() && batch.size < PacketBatch::kCapacity) {
      const std::size_t next = next_lane();
      Lane& lane = *lanes_[next];
      if (lane.is_empty()) {
        fill(next);
        continue;
      }
      batch.packets[batch.size++] = lane.batch.packets[lane.at++];
      if (lane.is_empty()) {
        empty_.push_back(next);
      } else {
        wait(next, lane.batch.packets[lane.at].timestamp_ns);
      }
    }
  }
  return batch.size == 0 ? ReadStatus::kEnd : ReadStatus::kPackets;
}

}  // namespace

std::unique_ptr<PacketSource> merge_by_time(std::vector<std::unique_ptr<PacketSource>> sources) {
  return std::make_unique<Merge>(std::move(sources));
}

}  // namespace flowsnoop
