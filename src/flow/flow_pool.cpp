#include "flow/flow_pool.h"

namespace flowsnoop {

FlowIndex FlowPool::acquire() {
  if (!released_.empty()) {
    const FlowIndex flow = released_.back();
    released_.pop_back();
    (*this)[flow] = Flow{};
    tcp(flow) = TcpFlow{};
    return flow;
  }
  if ((created_ & kChunkMask) == 0) {
    chunks_.push_back(std::make_unique<Flow[]>(kChunkSize));
    tcp_chunks_.push_back(std::make_unique<TcpFlow[]>(kChunkSize));
  }
  return created_++;
}

void FlowPool::release(FlowIndex flow) {
  release_rare((*this)[flow]);
  released_.push_back(flow);
}

TcpRare& FlowPool::rare(Flow& flow) {
  if (flow.rare != nullptr) return *flow.rare;
  if (free_rare_.empty()) {
    if (rare_chunks_.size() * kRareChunk >= kMaxRare) return unread_rare_ = TcpRare{};
    rare_chunks_.push_back(std::make_unique<TcpRare[]>(kRareChunk));
    for (std::size_t i = 0; i < kRareChunk; ++i) free_rare_.push_back(&rare_chunks_.back()[i]);
  }
  flow.rare = free_rare_.back();
  free_rare_.pop_back();
  return *flow.rare;
}

void FlowPool::release_rare(Flow& flow) {
  if (flow.rare == nullptr) return;
  *flow.rare = TcpRare{};
  free_rare_.push_back(flow.rare);
  flow.rare = nullptr;
}

}  // namespace flowsnoop
