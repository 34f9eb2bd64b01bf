// The labels of the conversations that have some, and how far looking for them came.
//
// An entry belongs to one Flow, which has its index, until it is released. The store is bounded: a
// conversation that finds no room has no labels. References to entries stay valid. Used by one
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/lru_pool.h"
#include "engine/stream_labels.h"
#include "flow/flow.h"

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
  // Conversations with labels at the same time, and what all their texts take.
  static constexpr LabelIndex kMaxEntries = 1u << 20;
  static constexpr std::uint64_t kMaxBytes = 256u << 20;

  LabelEntry& operator[](LabelIndex at) { return chunks_[at >> kChunkBits][at & kChunkMask]; }
  const LabelEntry& operator[](LabelIndex at) const {
    return chunks_[at >> kChunkBits][at & kChunkMask];
  }

  // True where a conversation may have labels, or more of them.
  bool has_room() const {
    return bytes_ < kMaxBytes && (!released_.empty() || created_ < kMaxEntries);
  }

  // An empty entry. There is room for it. Throws std::bad_alloc.
  LabelIndex acquire();
  void release(LabelIndex at);

  // Says that the labels of an entry have grown by so many bytes.
  void note_growth(std::size_t bytes) { bytes_ += bytes; }

  std::size_t alive() const { return created_ - released_.size(); }
  std::uint64_t size_bytes() const { return bytes_; }

 private:
  static constexpr unsigned kChunkBits = 8;
  static constexpr LabelIndex kChunkSize = 1u << kChunkBits;
  static constexpr LabelIndex kChunkMask = kChunkSize - 1;

  std::vector<std::unique_ptr<LabelEntry[]>> chunks_;
  LabelIndex created_ = 0;
  std::vector<LabelIndex> released_;
  std::uint64_t bytes_ = 0;  // in the entries that are in use
};

}  // namespace flowsnoop
