// Storage of flows: an index stays a flow's name while it lives, and its address does not move.
//
// The pool grows in chunks and recycles released flows; it never gives memory back before its end.
// Used by one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "flow/flow.h"

namespace flowsnoop {

class FlowPool {
 public:
  static constexpr unsigned kChunkBits = 10;
  static constexpr FlowIndex kChunkSize = 1u << kChunkBits;
  static constexpr std::size_t kChunkBytes = kChunkSize * sizeof(Flow);

  Flow& operator[](FlowIndex flow) { return chunks_[flow >> kChunkBits][flow & kChunkMask]; }
  const Flow& operator[](FlowIndex flow) const {
    return chunks_[flow >> kChunkBits][flow & kChunkMask];
  }

  // A flow with default values. Throws std::bad_alloc.
  FlowIndex acquire();
  void release(FlowIndex flow);

  // Whether acquire() needs no more memory: where it does, it takes kChunkBytes.
  bool has_free() const { return !released_.empty() || (created_ & kChunkMask) != 0; }

  // Flows acquired and not released.
  std::size_t alive() const { return created_ - released_.size(); }

 private:
  static constexpr FlowIndex kChunkMask = kChunkSize - 1;

  std::vector<std::unique_ptr<Flow[]>> chunks_;
  std::vector<FlowIndex> released_;
  FlowIndex created_ = 0;
};

}  // namespace flowsnoop
