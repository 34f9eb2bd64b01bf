#include "flow/flow_pool.h"

namespace flowsnoop {

FlowIndex FlowPool::acquire() {
  if (!released_.empty()) {
    const FlowIndex flow = released_.back();
    released_.pop_back();
    (*this)[flow] = Flow{};
    return flow;
  }
  if ((created_ & kChunkMask) == 0) chunks_.push_back(std::make_unique<Flow[]>(kChunkSize));
  return created_++;
}

void FlowPool::release(FlowIndex flow) {
  released_.push_back(flow);
}

}  // namespace flowsnoop
