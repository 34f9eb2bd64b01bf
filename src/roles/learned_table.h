// A table that only grows, up to a bound: what was learned, under a keyed 64-bit hash that is its
// whole identity. Open addressing; an Entry has a member `hash`, 0 where it is empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace flowsnoop {

template <typename Entry>
class LearnedTable {
 public:
  // At most `max_entries`, a power of two; beyond, nothing new is learned.
  explicit LearnedTable(std::size_t max_entries)
      : max_entries_(max_entries), entries_(kInitialSlots) {}

  // Null where there is none. `hash` is not 0. Valid until the next find_or_add().
  const Entry* find(std::uint64_t hash) const {
    const Entry& entry = entries_[slot_of(entries_, hash)];
    return entry.hash == 0 ? nullptr : &entry;
  }

  // Null where there is none and no more room.
  Entry* find_or_add(std::uint64_t hash) {
    if (size_ * 2 >= entries_.size() && size_ < max_entries_) grow();
    Entry& entry = entries_[slot_of(entries_, hash)];
    if (entry.hash != 0) return &entry;
    if (size_ >= max_entries_) return nullptr;
    ++size_;
    entry.hash = hash;
    return &entry;
  }

 private:
  static constexpr std::size_t kInitialSlots = 1024;

  // Where the hash is, or would be. No more than half of the slots are taken.
  static std::size_t slot_of(const std::vector<Entry>& entries, std::uint64_t hash) {
    const std::size_t mask = entries.size() - 1;
    std::size_t at = hash & mask;
    while (entries[at].hash != hash && entries[at].hash != 0) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<Entry> larger(entries_.size() * 2);
    for (const Entry& entry : entries_) {
      if (entry.hash != 0) larger[slot_of(larger, entry.hash)] = entry;
    }
    entries_.swap(larger);
  }

  const std::size_t max_entries_;
  std::size_t size_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace flowsnoop
