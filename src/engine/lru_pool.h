// Storage of a bounded number of values that conversations need for a while. Where all are in use,
// the one that was used least recently has to make room. Used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "flow/flow.h"

namespace flowsnoop {

// A value's place in its pool.
using PoolIndex = std::uint32_t;
inline constexpr PoolIndex kNotInPool = 0xffffffff;

// Whose value it is: the labels of a conversation, and a side.
struct PoolOwner {
  LabelIndex labels = kNoLabels;
  Side side = Side::kLow;
};

template <typename Value, PoolIndex kMaxValues>
class LruPool {
 public:
  // Values in use at the same time, at most.
  static constexpr PoolIndex kMaxAlive = kMaxValues;

  // `max_alive` is from 1 to kMaxAlive.
  explicit LruPool(PoolIndex max_alive = kMaxAlive) : max_alive_(max_alive) {}

  Value& operator[](PoolIndex at) { return nodes_[at]->value; }
  const Value& operator[](PoolIndex at) const { return nodes_[at]->value; }

  bool is_full() const { return alive_ == max_alive_; }
  std::size_t alive() const { return alive_; }

  // A value as release() left it, or a new one. There is room for it. Throws std::bad_alloc.
  PoolIndex acquire(PoolOwner owner) {
    auto at = static_cast<PoolIndex>(nodes_.size());
    if (released_.empty()) {
      nodes_.push_back(std::make_unique<Node>());
    } else {
      at = released_.back();
      released_.pop_back();
    }
    nodes_[at]->owner = owner;
    link(at);
    ++alive_;
    return at;
  }

  void release(PoolIndex at) {
    unlink(at);
    released_.push_back(at);
    --alive_;
  }

  // The value is the one that was used last now.
  void touch(PoolIndex at) {
    if (at == first_) return;
    unlink(at);
    link(at);
  }

  // Whose value has not been used for longest. There is one.
  PoolOwner oldest() const { return nodes_[last_]->owner; }

 private:
  struct Node {
    Value value;
    PoolOwner owner;
    PoolIndex newer = kNotInPool;
    PoolIndex older = kNotInPool;
  };

  void link(PoolIndex at) {
    Node& node = *nodes_[at];
    node.newer = kNotInPool;
    node.older = first_;
    if (first_ != kNotInPool) nodes_[first_]->newer = at;
    first_ = at;
    if (last_ == kNotInPool) last_ = at;
  }

  void unlink(PoolIndex at) {
    const Node& node = *nodes_[at];
    (node.newer == kNotInPool ? first_ : nodes_[node.newer]->older) = node.older;
    (node.older == kNotInPool ? last_ : nodes_[node.older]->newer) = node.newer;
  }

  PoolIndex max_alive_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<PoolIndex> released_;
  std::size_t alive_ = 0;
  PoolIndex first_ = kNotInPool;  // used last
  PoolIndex last_ = kNotInPool;   // used least recently
};

}  // namespace flowsnoop
