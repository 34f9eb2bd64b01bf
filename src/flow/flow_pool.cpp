#include "flow/flow_pool.h"

#include <memory>
#include <span>
#include <utility>

namespace flowsnoop {

FlowIndex FlowPool::acquire() {
  if (released_ != kNoFlow) {
    const FlowIndex flow = std::exchange(released_, links(released_).next);
    if (released_ != kNoFlow) prefetch(released_);
    (*this)[flow] = Flow{};
    ++alive_;
    return flow;
  }
  if (created_ % kStep == 0) [[unlikely]] {
    if (created_ == chunks_.size() * kChunkSize) add_chunk();
    if (want_ && created_ % kPart == 0 && created_ != 0) ask_for_part(created_ + kPart);
  }
  std::construct_at(&(*this)[created_]);
  std::construct_at(&links(created_));
  ++alive_;
  return created_++;
}

// Few flows take no huge page.
void FlowPool::add_chunk() {
  const std::size_t small_bytes = chunks_.empty() ? kHugePageBytes : 0;
  Chunk chunk;
  chunk.flows.reset(static_cast<Flow*>(map_pages(kChunkSize * sizeof(Flow), small_bytes)));
  chunk.links.reset(static_cast<FlowLinks*>(map_pages(kChunkSize * sizeof(FlowLinks))));
  chunks_.push_back(std::move(chunk));
}

void FlowPool::ask_for_part(FlowIndex first) {
  // The part that begins to be used now is in the budget step by step.
  constexpr std::size_t kSteps = kPart / kStep;
  if (budget_ != nullptr && budget_->left() < 2 * kSteps * kStepBytes) return;
  if (first == chunks_.size() * kChunkSize) add_chunk();
  want_({reinterpret_cast<char*>(&(*this)[first]), kPart * sizeof(Flow)});
}

void FlowPool::release(FlowIndex flow) {
  Flow& given_back = (*this)[flow];
  given_back.key = FlowKey{};
  release_rare(given_back);
  given_back.is_free = true;
  links(flow).next = std::exchange(released_, flow);
  --alive_;
}

std::size_t FlowPool::clear() {
  const std::size_t steps = (created_ + kStep - 1) / kStep;
  released_ = kNoFlow;
  alive_ = 0;
  created_ = 0;
  if (budget_ != nullptr) budget_->give_back(rare_chunks_.size() * kRareChunk * sizeof(TcpRare));
  rare_chunks_.clear();
  free_rare_.clear();
  return steps;
}

TcpRare& FlowPool::rare(Flow& flow) {
  if (flow.rare != nullptr) return *flow.rare;
  if (free_rare_.empty() && !add_rare_chunk()) {
    if (!flow.lacks_rare) ++refused_rare_;
    flow.lacks_rare = true;
    return unread_rare_ = TcpRare{};
  }
  flow.rare = free_rare_.back();
  free_rare_.pop_back();
  return *flow.rare;
}

bool FlowPool::add_rare_chunk() {
  if (rare_chunks_.size() * kRareChunk >= kMaxRare) return false;
  if (budget_ != nullptr && !budget_->try_take(kRareChunk * sizeof(TcpRare))) return false;
  rare_chunks_.push_back(std::make_unique<TcpRare[]>(kRareChunk));
  for (std::size_t i = 0; i < kRareChunk; ++i) free_rare_.push_back(&rare_chunks_.back()[i]);
  return true;
}

void FlowPool::release_rare(Flow& flow) {
  if (flow.rare == nullptr) return;
  *flow.rare = TcpRare{};
  free_rare_.push_back(flow.rare);
  flow.rare = nullptr;
}

}  // namespace flowsnoop
