// Storage of flows and of what belongs to them: an index stays a flow's name while it lives, and
// its address does not move.
//
// The pool grows in chunks, whose memory is taken as it is used or a little before, and recycles
// released flows; it never gives memory back before its end.
// Used by one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "flow/flow.h"
#include "flow/memory_budget.h"
#include "flow/page_allocator.h"

namespace flowsnoop {

// Where flows are taken one after the other, the memory of the one so many further on is asked for,
// so that it arrives while others have their turn.
inline constexpr std::size_t kPrefetchedAhead = 4;

class FlowPool {
 public:
  // `budget` is borrowed and outlives the pool; what is rare takes its memory from it. Null: there
  // is no limit. Flows are not counted here.
  explicit FlowPool(MemoryBudget* budget = nullptr) : budget_(budget) {}

  // From now on `want` is called with memory of flows, in whole pages, before these begin, as far
  // as the budget has room for them.
  void ask_ahead(std::function<void(std::span<char>)> want) { want_ = std::move(want); }

  // The memory of so many flows, which is whole pages, is asked for at once, when those before them
  // begin to be used.
  static constexpr FlowIndex kPart = 8192;

  // Flows come in steps, each of so many.
  static constexpr FlowIndex kStep = 1024;
  static constexpr std::size_t kStepBytes = kStep * (sizeof(Flow) + sizeof(FlowLinks));

  Flow& operator[](FlowIndex flow) { return chunks_[flow >> kChunkBits].flows[flow & kChunkMask]; }
  const Flow& operator[](FlowIndex flow) const {
    return chunks_[flow >> kChunkBits].flows[flow & kChunkMask];
  }

  // The flow's place in a list: the TimerWheel's while the flow lives.
  FlowLinks& links(FlowIndex flow) { return chunks_[flow >> kChunkBits].links[flow & kChunkMask]; }

  // Brings a flow into the cache. Always inline: of a call that does nothing else GCC would leave
  // nothing.
  [[gnu::always_inline]] void prefetch(FlowIndex flow) const {
    constexpr std::size_t kCacheLine = 64;
    const char* first = reinterpret_cast<const char*>(&(*this)[flow]);
    for (std::size_t at = 0; at < sizeof(Flow); at += kCacheLine) __builtin_prefetch(first + at);
  }

  // A flow with default values. Throws std::bad_alloc.
  FlowIndex acquire();
  // The flow's key is that of no packet then.
  void release(FlowIndex flow);

  // Releases all flows at once, without a look at them. Returns the steps that acquire() will need
  // anew.
  std::size_t clear();

  // Whether acquire() needs no further step, which takes kStepBytes.
  bool has_free() const { return released_ != kNoFlow || created_ % kStep != 0; }

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
  // So many flows are whole huge pages.
  static constexpr unsigned kChunkBits = 18;
  static constexpr FlowIndex kChunkSize = 1u << kChunkBits;
  static constexpr FlowIndex kChunkMask = kChunkSize - 1;
  static_assert(kChunkSize * sizeof(Flow) % kHugePageBytes == 0);
  static_assert(kChunkSize % kPart == 0);

  static constexpr std::size_t kRareChunk = 64;

  // Memory in which so many are made one after the other.
  template <typename T>
  struct Unmap {
    static_assert(std::is_trivially_destructible_v<T>);
    void operator()(T* values) const { unmap_pages(values, kChunkSize * sizeof(T)); }
  };
  template <typename T>
  using Values = std::unique_ptr<T[], Unmap<T>>;
  struct Chunk {
    Values<Flow> flows;
    Values<FlowLinks> links;
  };

  void add_chunk();
  void ask_for_part(FlowIndex first);
  bool add_rare_chunk();

  MemoryBudget* const budget_;
  std::function<void(std::span<char>)> want_;  // empty: memory comes when it is touched

  std::vector<Chunk> chunks_;
  std::vector<std::unique_ptr<TcpRare[]>> rare_chunks_;
  std::vector<TcpRare*> free_rare_;
  TcpRare unread_rare_;
  std::uint64_t refused_rare_ = 0;
  FlowIndex released_ = kNoFlow;  // the last one given back; its links lead on to the others
  std::size_t alive_ = 0;
  FlowIndex created_ = 0;
};

}  // namespace flowsnoop
