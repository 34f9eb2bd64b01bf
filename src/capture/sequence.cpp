// Several sources one after the other (concatenate() of packet_source.h).
#include <algorithm>
#include <limits>
#include <utility>

#include "capture/combined_source.h"

namespace flowsnoop {
namespace {

class Sequence final : public CombinedSource {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PacketSource>> sources)
      : CombinedSource(std::move(sources)) {}

  ReadStatus read(PacketBatch& batch) override;
  std::size_t overlaps() const override { return overlaps_; }

 private:
  void note_times(const PacketBatch& batch);
  void begin_next();

  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

  std::size_t current_ = 0;
  std::size_t overlaps_ = 0;
  bool at_first_packet_ = true;       // of the current source
  std::int64_t latest_ns_ = kNever;   // of the current source
  std::int64_t earlier_ns_ = kNever;  // the latest of all sources before it
};

ReadStatus Sequence::read(PacketBatch& batch) {
  for (; current_ < source_count(); begin_next()) {
    const ReadStatus status = read_from(current_, batch);
    if (status == ReadStatus::kEnd) continue;
    if (batch.size != 0) note_times(batch);
    return status;
  }
  batch.size = 0;
  return ReadStatus::kEnd;
}

// The last packet of each batch stands for the others: an overlap of less is none worth a word.
void Sequence::note_times(const PacketBatch& batch) {
  if (at_first_packet_ && batch.packets[0].timestamp_ns < earlier_ns_) ++overlaps_;
  at_first_packet_ = false;
  latest_ns_ = std::max(latest_ns_, batch.packets[batch.size - 1].timestamp_ns);
}

void Sequence::begin_next() {
  ++current_;
  earlier_ns_ = std::max(earlier_ns_, latest_ns_);
  latest_ns_ = kNever;
  at_first_packet_ = true;
}

}  // namespace

std::unique_ptr<PacketSource> concatenate(std::vector<std::unique_ptr<PacketSource>> sources) {
  return std::make_unique<Sequence>(std::move(sources));
}

}  // namespace flowsnoop
