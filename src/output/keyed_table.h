// A table that grows up to a bound, of what views keep for each address or socket of a capture.
//
// Whoever sends packets chooses the keys. So each table draws the secrets of its hash anew, and who
// does not know them cannot aim at one bucket; flow/flow_hash.h has the same hash and says why.
// What comes out does not depend on it: by_key() sorts. Entries do not move. Used by one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <random>
#include <type_traits>
#include <utility>
#include <vector>

namespace flowsnoop {

// Multilinear hashing of keys of so many 32-bit words.
template <std::size_t words>
class KeyedHash {
 public:
  KeyedHash() {
    std::random_device device;
    for (std::uint64_t& secret : secrets_) secret = std::uint64_t{device()} << 32 | device();
  }

  std::uint32_t operator()(const std::uint32_t (&key)[words]) const {
    std::uint64_t sum = secrets_[words];
    for (std::size_t i = 0; i < words; ++i) sum += secrets_[i] * key[i];
    // The last steps of MurmurHash3 (A. Appleby, 2011) scatter keys that are in a row.
    auto hash = static_cast<std::uint32_t>(sum >> 32);
    hash ^= hash >> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >> 13;
    hash *= 0xc2b2ae35;
    return hash ^ hash >> 16;
  }

 private:
  std::uint64_t secrets_[words + 1];
};

// A Key is made of 32-bit words without padding, and has an order.
template <typename Key, typename Value>
class KeyedTable {
 public:
  struct Entry {
    Key key;
    [[no_unique_address]] Value value{};
  };

  // At most `max_entries`, and less than 2^32.
  explicit KeyedTable(std::size_t max_entries) : max_entries_(max_entries) {}

  // Null where there is none and no more room.
  Value* find_or_add(const Key& key) {
    if ((entries_.size() + 1) * 4 > slots_.size() * 3) grow();
    const std::uint32_t hash = hash_of(key);
    Slot& slot = slots_[slot_of(hash, key)];
    if (slot.entry == kNone) {
      if (entries_.size() >= max_entries_) return nullptr;
      slot = {hash, static_cast<std::uint32_t>(entries_.size())};
      entries_.push_back({key});
    }
    return &entries_[slot.entry].value;
  }

  std::size_t size() const { return entries_.size(); }
  std::size_t max_size() const { return max_entries_; }
  bool empty() const { return entries_.empty(); }

  // In the order in which they were added.
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

  // By their keys.
  std::vector<const Entry*> by_key() const {
    return by_key([](const Entry&) { return true; });
  }
  // The same of those entries that `is_wanted`.
  template <typename IsWanted>
  std::vector<const Entry*> by_key(IsWanted is_wanted) const {
    std::vector<const Entry*> sorted;
    for (const Entry& entry : entries_) {
      if (is_wanted(entry)) sorted.push_back(&entry);
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const Entry* a, const Entry* b) { return a->key < b->key; });
    return sorted;
  }

 private:
  static constexpr std::size_t kWords = sizeof(Key) / sizeof(std::uint32_t);
  static_assert(sizeof(Key) % sizeof(std::uint32_t) == 0);
  static_assert(std::has_unique_object_representations_v<Key>);

  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::size_t kInitialSlots = 16;

  // Open addressing. The hash tells nearly all that differ without a look at the entry.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = kNone;
  };

  std::uint32_t hash_of(const Key& key) const {
    std::uint32_t words[kWords];
    std::memcpy(&words[0], &key, sizeof key);
    return hash_(words);
  }

  // Where the key is, or would be.
  std::size_t slot_of(std::uint32_t hash, const Key& key) const {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].entry != kNone &&
           (slots_[at].hash != hash || entries_[slots_[at].entry].key != key)) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }

  // A power of two of slots, of which no more than three quarters are taken.
  void grow() {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(std::max(2 * slots_.size(), kInitialSlots)));
    for (const Slot& slot : old) {
      if (slot.entry == kNone) continue;
      std::size_t at = slot.hash & (slots_.size() - 1);
      while (slots_[at].entry != kNone) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  const std::size_t max_entries_;
  KeyedHash<kWords> hash_;
  std::vector<Slot> slots_;
  std::deque<Entry> entries_;
};

}  // namespace flowsnoop
