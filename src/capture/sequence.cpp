// Several sources one after the other (concatenate() of packet_source.h).
#include <utility>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {
namespace {

// Interfaces of one source follow those of the sources before it: an interface number gets bigger
// by how many there were when its source began.
class Sequence final : public PacketSource {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PacketSource>> sources)
      : sources_(std::move(sources)) {}

  ReadStatus read(PacketBatch& batch) override;
  std::span<const Interface> interfaces() const override { return interfaces_; }
  std::span<const Damage> damages() const override { return damages_; }
  ReadProgress progress() const override;
  CaptureDrops drops() const override;
  void interrupt() override;

 private:
  void take_new_interfaces();
  void finish_source();

  // None is removed before the end, so that interrupt() may go through them at any moment.
  std::vector<std::unique_ptr<PacketSource>> sources_;
  std::size_t current_ = 0;
  std::uint32_t interface_base_ = 0;
  std::vector<Interface> interfaces_;
  std::vector<Damage> damages_;
};

ReadStatus Sequence::read(PacketBatch& batch) {
  for (; current_ < sources_.size(); finish_source()) {
    const ReadStatus status = sources_[current_]->read(batch);
    take_new_interfaces();
    if (status == ReadStatus::kEnd) continue;
    for (std::size_t i = 0; i < batch.size; ++i) batch.packets[i].interface_id += interface_base_;
    return status;
  }
  batch.size = 0;
  return ReadStatus::kEnd;
}

void Sequence::take_new_interfaces() {
  const auto theirs = sources_[current_]->interfaces();
  for (std::size_t i = interfaces_.size() - interface_base_; i < theirs.size(); ++i) {
    interfaces_.push_back(theirs[i]);
  }
}

void Sequence::finish_source() {
  const auto theirs = sources_[current_]->damages();
  damages_.insert(damages_.end(), theirs.begin(), theirs.end());
  interface_base_ = static_cast<std::uint32_t>(interfaces_.size());
  ++current_;
}

ReadProgress Sequence::progress() const {
  ReadProgress sum;
  bool total_known = true;
  for (const auto& source : sources_) {
    const ReadProgress one = source->progress();
    sum.bytes_read += one.bytes_read;
    sum.bytes_total += one.bytes_total;
    total_known = total_known && one.bytes_total != 0;
  }
  if (!total_known) sum.bytes_total = 0;
  return sum;
}

CaptureDrops Sequence::drops() const {
  CaptureDrops sum;
  for (const auto& source : sources_) {
    const CaptureDrops one = source->drops();
    sum.kernel += one.kernel;
    sum.interface += one.interface;
  }
  return sum;
}

void Sequence::interrupt() {
  for (const auto& source : sources_) source->interrupt();
}

}  // namespace

std::unique_ptr<PacketSource> concatenate(std::vector<std::unique_ptr<PacketSource>> sources) {
  return std::make_unique<Sequence>(std::move(sources));
}

}  // namespace flowsnoop
