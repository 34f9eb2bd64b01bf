// Finds a flow by its key: an open-addressing hash table of indices into a FlowPool.
//
// A slot holds 32 bits of the key's hash and the flow's index, so that a probe touches a flow only
// where the hash agrees, and then compares the whole key. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "flow/flow_pool.h"
#include "flow/page_allocator.h"

namespace flowsnoop {

class FlowTable {
 public:
  // `pool` is borrowed and outlives the table.
  explicit FlowTable(const FlowPool& pool);

  // Brings the slot that a search begins with into the cache.
  void prefetch_slot(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & mask_]); }

  // A flow with this hash, nearly always the only one, or kNoFlow: find() without a look at flows.
  FlowIndex guess(std::uint32_t hash) const {
    for (std::uint32_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.hash == hash || slot.flow == kNoFlow) return slot.flow;
    }
  }

  // The flow with this key and hash, or kNoFlow.
  FlowIndex find(const FlowKey& key, std::uint32_t hash) const;

  // Adds a flow whose key and hash are set; its key must not be in the table yet.
  void insert(FlowIndex flow);

  // Removes a flow that is in the table.
  void erase(FlowIndex flow);

  // Removes all flows.
  void clear();

  std::size_t size() const { return size_; }

  // How much more memory the slots need for so many flows more; fewer than there are slots. While
  // they are moved there are old and new ones.
  std::size_t bytes_to_grow(std::size_t flows) const {
    return is_too_small_for(size_ + flows) ? slots_.size() * sizeof(Slot) : 0;
  }

  // Calls visit(FlowIndex) for each flow, in no order. The table must not change meanwhile.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.flow != kNoFlow) visit(slot.flow);
    }
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    FlowIndex flow = kNoFlow;
  };

  using Slots = std::vector<Slot, PageAllocator<Slot>>;

  // At most half full, so that probes stay short and always meet an empty slot; a quarter where
  // that takes little memory.
  bool is_too_small_for(std::size_t flows) const {
    constexpr std::size_t kFewSlots = std::size_t{1} << 16;
    return flows * (slots_.size() < kFewSlots ? 4 : 2) > slots_.size();
  }
  void grow();
  void place(Slot slot);

  const FlowPool& pool_;
  Slots slots_;
  std::uint32_t mask_ = 0;
  std::size_t size_ = 0;
};

}  // namespace flowsnoop
