// Storage of stream heads: a bounded number of them; the one that was used least recently makes
// room for another. Used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/stream_head.h"
#include "flow/flow_key.h"

namespace flowsnoop {

// A stream head's place in its pool.
using HeadIndex = std::uint32_t;
inline constexpr HeadIndex kNoHead = 0xffffffff;

class StreamHeads {
 public:
  // Heads alive at the same time: 32 MiB at most.
  static constexpr HeadIndex kMaxAlive = 2048;

  // Whose head it is: the place of a conversation's labels, and a side.
  struct Owner {
    std::uint32_t labels = 0;
    Side side = Side::kLow;
  };

  StreamHead& operator[](HeadIndex at) { return nodes_[at]->head; }
  const StreamHead& operator[](HeadIndex at) const { return nodes_[at]->head; }

  bool is_full() const { return alive_ == kMaxAlive; }
  std::size_t alive() const { return alive_; }

  // A head to begin(). There is room for it.
  HeadIndex acquire(Owner owner);
  void release(HeadIndex at);

  // The head is the one that was used last now.
  void touch(HeadIndex at);

  // Whose head has not been used for longest. There is one.
  Owner oldest() const { return nodes_[last_]->owner; }

 private:
  struct Node {
    StreamHead head;
    Owner owner;
    HeadIndex newer = kNoHead;
    HeadIndex older = kNoHead;
  };

  void link(HeadIndex at);
  void unlink(HeadIndex at);

  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<HeadIndex> released_;
  std::size_t alive_ = 0;
  HeadIndex first_ = kNoHead;  // used last
  HeadIndex last_ = kNoHead;   // used least recently
};

}  // namespace flowsnoop
