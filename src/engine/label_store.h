// The labels of the conversations that have some, and how far looking for them came.
//
// An entry belongs to one Flow, which has its index, until it is released. The store is bounded: a
// conversation that finds no room has no labels. Its memory comes from a budget that others use
// too; so that they cannot leave it with nothing, it has some of its own. References to entries
// stay valid. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/lru_pool.h"
#include "engine/stream_labels.h"
#include "flow/flow.h"
#include "flow/memory_budget.h"

namespace flowsnoop {

// What is known of one side's stream.
struct LabelledStream {
  PoolIndex head = kNotInPool;  // its beginning, while more of it is waited for
};

struct LabelEntry {
  Said said;
  LabelledStream streams[2];      // by Side
  PoolIndex quic = kNotInPool;    // its beginning, while more of it is waited for
  Side ssh_client = Side::kLow;   // whose line is kSshClient
  bool dns_is_asked = false;      // the two below are set
  std::uint16_t dns_id = 0;       // of the first query
  std::int64_t dns_query_ns = 0;  // and its time
};

class LabelStore {
 public:
  // Conversations with labels at the same time, and what their texts take beyond the usual.
  static constexpr LabelIndex kMaxEntries = 1u << 20;
  static constexpr std::size_t kMaxBytes = std::size_t{256} << 20;

  static constexpr unsigned kChunkBits = 8;
  static constexpr LabelIndex kChunkSize = 1u << kChunkBits;
  // An entry with a text of the usual length, and what the allocator adds to it.
  static constexpr std::size_t kEntryBytes = sizeof(LabelEntry) + Labels::kUsualBytes + 16;
  static constexpr std::size_t kChunkBytes = kChunkSize * kEntryBytes;

  // Takes memory from the budget, which is borrowed and outlives the store, and where that has none
  // from `own_bytes`.
  LabelStore(MemoryBudget& budget, std::size_t own_bytes)
      : budget_(budget), own_bytes_(own_bytes) {}

  LabelEntry& operator[](LabelIndex at) { return chunks_[at >> kChunkBits][at & kChunkMask]; }
  const LabelEntry& operator[](LabelIndex at) const {
    return chunks_[at >> kChunkBits][at & kChunkMask];
  }

  // Whether a conversation that has labels may have more.
  bool may_grow() { return owed_bytes_ == 0 || pay(); }

  // Whether a conversation that has none may have some.
  bool has_room() {
    return may_grow() &&
           (!released_.empty() || (created_ & kChunkMask) != 0 || has_chunk_ || take_chunk());
  }

  // An empty entry. There is room for it. Throws std::bad_alloc.
  LabelIndex acquire();
  void release(LabelIndex at);

  // Says what the size_bytes() of an entry's labels were and are now.
  void note_growth(std::size_t before, std::size_t after) {
    if (after > Labels::kUsualBytes && after != before) take_text(cost(after) - cost(before));
  }

  std::size_t alive() const { return created_ - released_.size(); }

  // What the texts of the entries that are in use take beyond the usual.
  std::size_t text_bytes() const { return text_bytes_; }

 private:
  static constexpr LabelIndex kChunkMask = kChunkSize - 1;

  static constexpr std::size_t cost(std::size_t text_size) {
    return text_size <= Labels::kUsualBytes ? 0 : 2 * text_size;
  }
  bool try_take(std::size_t bytes);
  bool take_chunk();
  void take_text(std::size_t bytes);
  void give_back_text(std::size_t bytes);
  bool pay();

  MemoryBudget& budget_;
  const std::size_t own_bytes_;
  std::size_t own_used_ = 0;
  std::vector<std::unique_ptr<LabelEntry[]>> chunks_;
  LabelIndex created_ = 0;
  bool has_chunk_ = false;  // memory for the next chunk was taken
  std::vector<LabelIndex> released_;
  std::size_t text_bytes_ = 0;
  std::size_t owed_bytes_ = 0;  // of these, what there was no memory for
};

}  // namespace flowsnoop
