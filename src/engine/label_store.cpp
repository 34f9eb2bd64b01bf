#include "engine/label_store.h"

#include <utility>

namespace flowsnoop {
namespace {

// A released entry keeps the memory of its texts for the next conversation where it is no more.
constexpr std::size_t kKeptBytes = 512;

}  // namespace

LabelIndex LabelStore::acquire() {
  if (released_.empty()) {
    if ((created_ & kChunkMask) == 0) chunks_.push_back(std::make_unique<LabelEntry[]>(kChunkSize));
    return created_++;
  }
  const LabelIndex at = released_.back();
  released_.pop_back();
  return at;
}

void LabelStore::release(LabelIndex at) {
  LabelEntry& entry = (*this)[at];
  Labels labels = std::move(entry.said.labels);
  entry = LabelEntry{};
  bytes_ -= labels.size_bytes();
  if (labels.size_bytes() <= kKeptBytes) {
    labels.clear();
    entry.said.labels = std::move(labels);
  }
  released_.push_back(at);
}

}  // namespace flowsnoop
