// A table that only grows, up to a bound: what was learned, under 48 bits of a keyed hash that are
// its whole identity. Open addressing; an Entry has a member `hash`, 0 where it is empty.
//
// It is in parts that grow one at a time, so that there are never two whole tables beside each
// other. Used by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "flow/page_allocator.h"

namespace flowsnoop {

inline constexpr std::uint64_t kLearnedHashMask = (std::uint64_t{1} << 48) - 1;

template <typename Entry>
class LearnedTable {
 public:
  // At most `max_entries`; beyond, nothing new is learned.
  explicit LearnedTable(std::size_t max_entries) : max_entries_(max_entries) {
    for (Part& part : parts_) part.entries.resize(kInitialSlots);
  }

  // Brings the slot that a search begins with into the cache.
  void prefetch(std::uint64_t hash) const {
    const Entries& entries = parts_[part_of(hash)].entries;
    __builtin_prefetch(&entries[first_slot(entries, hash)]);
  }

  // Null where there is none. `hash` is not 0 and within kLearnedHashMask. Valid until the next
  // find_or_add().
  const Entry* find(std::uint64_t hash) const {
    const Entries& entries = parts_[part_of(hash)].entries;
    const Entry& entry = entries[slot_of(entries, hash)];
    return entry.hash == 0 ? nullptr : &entry;
  }

  // Null where there is none and no more room.
  Entry* find_or_add(std::uint64_t hash) {
    Part& part = parts_[part_of(hash)];
    Entry* entry = &part.entries[slot_of(part.entries, hash)];
    if (entry->hash != 0) return entry;
    if (size_ >= max_entries_) return nullptr;
    if ((part.size + 1) * 4 > part.entries.size() * 3) {
      grow(part.entries);
      entry = &part.entries[slot_of(part.entries, hash)];
    }
    ++size_;
    ++part.size;
    entry->hash = hash & kLearnedHashMask;
    return entry;
  }

 private:
  using Entries = std::vector<Entry, PageAllocator<Entry>>;

  static constexpr unsigned kPartBits = 4;
  static constexpr std::size_t kInitialSlots = 16;

  // No more than three quarters of the slots are taken, and when they are there come half as many
  // more.
  struct Part {
    Entries entries;
    std::size_t size = 0;
  };

  // By the upper bits of the hash; the lower ones choose the slot.
  static std::size_t part_of(std::uint64_t hash) { return hash >> (48 - kPartBits); }

  static std::size_t first_slot(const Entries& entries, std::uint64_t hash) {
    return (hash & 0xffffffff) * entries.size() >> 32;
  }

  // Where the hash is, or would be.
  static std::size_t slot_of(const Entries& entries, std::uint64_t hash) {
    std::size_t at = first_slot(entries, hash);
    while (entries[at].hash != hash && entries[at].hash != 0) {
      if (++at == entries.size()) at = 0;
    }
    return at;
  }

  static void grow(Entries& entries) {
    Entries larger(entries.size() + entries.size() / 2);
    for (const Entry& entry : entries) {
      if (entry.hash != 0) larger[slot_of(larger, entry.hash)] = entry;
    }
    entries.swap(larger);
  }

  const std::size_t max_entries_;
  std::size_t size_ = 0;
  std::array<Part, std::size_t{1} << kPartBits> parts_;
};

}  // namespace flowsnoop
