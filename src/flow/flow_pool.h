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
#include "flow/memory_budget.h"
#include "flow/page_allocator.h"

namespace flowsnoop {

class FlowPool {
 public:
  // `budget` is borrowed and outlives the pool; what is rare takes its memory from it. Null: there
  // is no limit. Flows are not counted here.
  explicit FlowPool(MemoryBudget* budget = nullptr) : budget_(budget) {}

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

  // Brings a flow into the cache.
  void prefetch(FlowIndex flow) const;

  // A flow with default values. Throws std::bad_alloc.
  FlowIndex acquire();
  void release(FlowIndex flow);

  // Whether acquire() needs no more memory: where it does, it takes kChunkBytes.
  bool has_free() const { return released_ != kNoFlow || (created_ & kChunkMask) != 0; }

  // The flow's TcpRare, which it gets where it has none. Where there are kMaxRare already, or there
  // is no memory left for them, one that nobody reads. Throws std::bad_alloc.
  TcpRare& rare(Flow& flow);
  void release_rare(Flow& flow);

  static constexpr std::size_t kMaxRare = 1u << 18;

  // Flows that at some time had to go without their TcpRare.
  std::uint64_t refused_rare() const { return refused_rare_; }

  // Flows acquired and not released.
  std::size_t alive() const { return alive_; }

  // Calls visit(FlowIndex, const Flow&) for each of them, in order of their places.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (FlowIndex at = 0; at < created_; ++at) {
      const Flow& flow = (*this)[at];
      if (!flow.is_free) visit(at, flow);
    }
  }

 private:
  static constexpr FlowIndex kChunkMask = kChunkSize - 1;

  static constexpr std::size_t kRareChunk = 64;

  template <typename T>
  using Chunk = std::vector<T, PageAllocator<T>>;

  bool add_rare_chunk();

  MemoryBudget* const budget_;

  std::vector<Chunk<Flow>> chunks_;  // of kChunkSize
  std::vector<Chunk<TcpFlow>> tcp_chunks_;
  std::vector<std::unique_ptr<TcpRare[]>> rare_chunks_;
  std::vector<TcpRare*> free_rare_;
  TcpRare unread_rare_;
  std::uint64_t refused_rare_ = 0;
  FlowIndex released_ = kNoFlow;  // the last one given back; wheel_next leads on to the others
  std::size_t alive_ = 0;
  FlowIndex created_ = 0;
};

}  // namespace flowsnoop
