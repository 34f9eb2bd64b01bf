// The conversations that are open at the end of the capture, in order of flow_id.
//
// It borrows the pool, whose flows stay as they are meanwhile. May be read in parallel.
#pragma once

#include <cstddef>
#include <vector>

#include "flow/flow_order.h"
#include "flow/flow_pool.h"
#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// Why a connection ends that nothing more is heard of: one that was closed did not time out.
EndReason silent_end_reason(const Flow& flow);

class OpenFlows {
 public:
  explicit OpenFlows(const FlowPool& pool)
      : pool_(pool),
        size_(pool.alive()),
        order_(is_in_flow_id_order(pool) ? std::vector<FlowIndex>() : all_by_flow_id(pool)) {}

  std::size_t size() const { return size_; }
  FlowIndex index(std::size_t i) const {
    return order_.empty() ? static_cast<FlowIndex>(i) : order_[i];
  }
  const Flow& operator[](std::size_t i) const { return pool_[index(i)]; }

  EndReason end_reason(std::size_t i) const {
    const EndReason reason = silent_end_reason((*this)[i]);
    return reason == EndReason::kIdleTimeout ? EndReason::kCaptureEnd : reason;
  }

  // Asks for the memory of the flow whose turn comes soon.
  void prefetch_after(std::size_t i) const {
    if (i + kPrefetchedAhead < size_) pool_.prefetch(index(i + kPrefetchedAhead));
  }

 private:
  const FlowPool& pool_;
  const std::size_t size_;
  const std::vector<FlowIndex> order_;  // empty: that of the pool
};

}  // namespace flowsnoop
