#include "flow/flow_table.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kInitialSlots = 4096;

}  // namespace

FlowTable::FlowTable(const FlowPool& pool)
    : pool_(pool), slots_(kInitialSlots), mask_(kInitialSlots - 1) {}

FlowIndex FlowTable::find(const FlowKey& key, std::uint32_t hash) const {
  for (std::uint32_t at = hash & mask_;; at = (at + 1) & mask_) {
    const Slot& slot = slots_[at];
    if (slot.flow == kNoFlow) return kNoFlow;
    if (slot.hash == hash && pool_[slot.flow].key == key) return slot.flow;
  }
}

void FlowTable::insert(FlowIndex flow) {
  if (is_too_small_for(size_ + 1)) grow();
  place({pool_[flow].hash, flow});
  ++size_;
}

void FlowTable::erase(FlowIndex flow) {
  std::uint32_t hole = pool_[flow].hash & mask_;
  while (slots_[hole].flow != flow) hole = (hole + 1) & mask_;
  // Close the hole: move back each later slot of the run that may stand there, so that no search
  // stops early (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R).
  for (std::uint32_t at = (hole + 1) & mask_; slots_[at].flow != kNoFlow; at = (at + 1) & mask_) {
    const std::uint32_t home = slots_[at].hash & mask_;
    if (((at - home) & mask_) >= ((at - hole) & mask_)) {
      slots_[hole] = slots_[at];
      hole = at;
    }
  }
  slots_[hole] = Slot{};
  --size_;
}

void FlowTable::clear() {
  slots_ = Slots(kInitialSlots);  // gives the memory back
  mask_ = kInitialSlots - 1;
  size_ = 0;
}

void FlowTable::place(Slot slot) {
  std::uint32_t at = slot.hash & mask_;
  while (slots_[at].flow != kNoFlow) at = (at + 1) & mask_;
  slots_[at] = slot;
}

void FlowTable::grow() {
  Slots old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = static_cast<std::uint32_t>(slots_.size() - 1);
  for (const Slot& slot : old) {
    if (slot.flow != kNoFlow) place(slot);
  }
}

}  // namespace flowsnoop
