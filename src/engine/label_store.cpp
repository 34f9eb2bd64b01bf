#include "engine/label_store.h"

#include <algorithm>
#include <utility>

namespace flowsnoop {

LabelIndex LabelStore::acquire() {
  if (released_.empty()) {
    if ((created_ & kChunkMask) == 0) {
      chunks_.push_back(std::make_unique<LabelEntry[]>(kChunkSize));
      has_chunk_ = false;
    }
    return created_++;
  }
  const LabelIndex at = released_.back();
  released_.pop_back();
  return at;
}

// A released entry keeps the memory of a text of the usual length for the next conversation.
void LabelStore::release(LabelIndex at) {
  LabelEntry& entry = (*this)[at];
  Labels labels = std::move(entry.said.labels);
  entry = LabelEntry{};
  if (labels.size_bytes() <= Labels::kUsualBytes) {
    labels.clear();
    entry.said.labels = std::move(labels);
  } else {
    give_back_text(cost(labels.size_bytes()));
  }
  released_.push_back(at);
}

bool LabelStore::try_take(std::size_t bytes) {
  if (budget_.try_take(bytes)) return true;
  if (bytes > own_bytes_ - own_used_) return false;
  own_used_ += bytes;
  return true;
}

// A chunk stays for good, and so does what it takes.
bool LabelStore::take_chunk() {
  has_chunk_ = created_ < kMaxEntries && try_take(kChunkBytes);
  return has_chunk_;
}

// The text is there already.
void LabelStore::take_text(std::size_t bytes) {
  text_bytes_ += bytes;
  if (owed_bytes_ > 0 || text_bytes_ > kMaxBytes || !try_take(bytes)) owed_bytes_ += bytes;
}

void LabelStore::give_back_text(std::size_t bytes) {
  text_bytes_ -= bytes;
  for (std::size_t* used : {&owed_bytes_, &own_used_}) {
    const std::size_t part = std::min(bytes, *used);
    *used -= part;
    bytes -= part;
  }
  budget_.give_back(bytes);
}

bool LabelStore::pay() {
  if (text_bytes_ > kMaxBytes || !try_take(owed_bytes_)) return false;
  owed_bytes_ = 0;
  return true;
}

}  // namespace flowsnoop
