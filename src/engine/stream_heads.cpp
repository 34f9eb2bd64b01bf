#include "engine/stream_heads.h"

namespace flowsnoop {

HeadIndex StreamHeads::acquire(Owner owner) {
  HeadIndex at = static_cast<HeadIndex>(nodes_.size());
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

void StreamHeads::release(HeadIndex at) {
  unlink(at);
  nodes_[at]->head.forget();
  released_.push_back(at);
  --alive_;
}

void StreamHeads::touch(HeadIndex at) {
  if (at == first_) return;
  unlink(at);
  link(at);
}

void StreamHeads::link(HeadIndex at) {
  Node& node = *nodes_[at];
  node.newer = kNoHead;
  node.older = first_;
  if (first_ != kNoHead) nodes_[first_]->newer = at;
  first_ = at;
  if (last_ == kNoHead) last_ = at;
}

void StreamHeads::unlink(HeadIndex at) {
  const Node& node = *nodes_[at];
  (node.newer == kNoHead ? first_ : nodes_[node.newer]->older) = node.older;
  (node.older == kNoHead ? last_ : nodes_[node.older]->newer) = node.newer;
}

}  // namespace flowsnoop
