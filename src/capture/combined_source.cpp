#include "capture/combined_source.h"

#include <algorithm>
#include <utility>

namespace flowsnoop {

CombinedSource::CombinedSource(std::vector<std::unique_ptr<PacketSource>> sources)
    : sources_(std::move(sources)), interface_ids_(sources_.size()) {}

ReadStatus CombinedSource::read_from(std::size_t index, PacketBatch& batch) {
  PacketSource& source = *sources_[index];
  const ReadStatus status = source.read(batch);
  std::vector<std::uint32_t>& ids = interface_ids_[index];
  for (const Interface& interface : source.interfaces().subspan(ids.size())) {
    ids.push_back(static_cast<std::uint32_t>(interfaces_.size()));
    interfaces_.push_back(interface);
  }
  if (status == ReadStatus::kEnd) {
    finish(source);
    return status;
  }
  for (std::size_t i = 0; i < batch.size; ++i) {
    Packet& packet = batch.packets[i];
    packet.interface_id = ids[packet.interface_id];
  }
  return status;
}

void CombinedSource::finish(const PacketSource& source) {
  const auto damages = source.damages();
  damages_.insert(damages_.end(), damages.begin(), damages.end());
  const auto names = source.host_names();
  const std::size_t room = kMaxHostNames - host_names_.size();
  const auto taken = names.first(std::min(names.size(), room));
  host_names_.insert(host_names_.end(), taken.begin(), taken.end());
}

ReadProgress CombinedSource::progress() const {
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

CaptureDrops CombinedSource::drops() const {
  CaptureDrops sum;
  for (const auto& source : sources_) {
    const CaptureDrops one = source->drops();
    sum.kernel += one.kernel;
    sum.interface += one.interface;
    sum.queue += one.queue;
  }
  return sum;
}

void CombinedSource::interrupt() {
  for (const auto& source : sources_) source->interrupt();
}

}  // namespace flowsnoop
