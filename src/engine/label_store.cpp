#include "engine/label_store.h"

namespace flowsnoop {
namespace {

// A released entry keeps the memory of its texts for the next conversation where it is no more.
constexpr std::size_t kKeptBytes = 512;

}  // namespace

LabelIndex LabelStore::acquire() {
  if (released_.empty()) {
    entries_.emplace_back();
    return static_cast<LabelIndex>(entries_.size() - 1);
  }
  const LabelIndex at = released_.back();
  released_.pop_back();
  return at;
}

void LabelStore::release(LabelIndex at) {
  LabelEntry empty;
  std::swap(empty, entries_[at]);
  bytes_ -= empty.said.labels.size_bytes();
  if (empty.said.labels.size_bytes() <= kKeptBytes) {
    empty.said.labels.clear();
    std::swap(empty.said.labels, entries_[at].said.labels);
  }
  released_.push_back(at);
}

}  // namespace flowsnoop
