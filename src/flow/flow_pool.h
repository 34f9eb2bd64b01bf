// Storage of flows and of what belongs to them: an index stays a flow's name while it lives, and
// its address does not move.
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
  static constexpr std::size_t kChunkBytes = kChunkSize * (sizeof(Flow) + sizeof(TcpFlow));

  Flow& operator[](FlowIndex flow) { return chunks_[flow >> kChunkBits][flow & kChunkMask]; }
  const Flow& operator[](FlowIndex flow) const {
    return chunks_[flow >> kChunkBits][flow & kChunkMask];
  }

  // What is kept of a flow's TCP, in the place beside it; there whatever the flow's protocol.
  TcpFlow& tcp(FlowIndex flow) { return tcp_chunks_[flow >> kChunkBits][flow & kChunkMask]; }
  const TcpFlow& tcp(FlowIndex flow) const {
    return tcp_chunks_[flow >> kChunkBits][flow & kChunkMask];
  }

  // A flow with default values. Throws std::bad_alloc.
  FlowIndex acquire();
  void release(FlowIndex flow);

  // Whether acquire() needs no more memory: where it does, it takes kChunkBytes.
  bool has_free() const { return !released_.empty() || (created_ & kChunkMask) != 0; }
  // The flow's TcpRare, which it gets where it has none. Where there are kMaxRare already, one that
  // nobody reads. Throws std::bad_alloc.
  TcpRare& rare(Flow& flow);
  void release_rare(Flow& flow);

  static constexpr std::size_t kMaxRare = 1u << 18;

  // Flows acquired and not released.
  std::size_t alive() const { return created_ - released_.size(); }

 private:
  static constexpr FlowIndex kChunkMask = kChunkSize - 1;

  static constexpr std::size_t kRareChunk = 64;

  std::vector<std::unique_ptr<Flow[]>> chunks_;
  std::vector<std::unique_ptr<TcpFlow[]>> tcp_chunks_;
  std::vector<std::unique_ptr<TcpRare[]>> rare_chunks_;
  std::vector<TcpRare*> free_rare_;
  TcpRare unread_rare_;
  std::vector<FlowIndex> released_;
  FlowIndex created_ = 0;
};

}  // namespace flowsnoop
