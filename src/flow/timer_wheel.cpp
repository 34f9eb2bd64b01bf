#include "flow/timer_wheel.h"

#include <algorithm>

namespace flowsnoop {

TimerWheel::TimerWheel(FlowPool& pool) : pool_(pool), heads_(kSlots, kNoFlow) {}

std::uint16_t TimerWheel::slot_of(std::int64_t due_ns) const {
  // The slot after the one that holds the time: when it comes up, the time has passed.
  const std::int64_t tick =
      std::clamp(tick_of(due_ns) + 1, current_tick_ + 1, current_tick_ + std::int64_t{kSlots} - 1);
  return static_cast<std::uint16_t>(static_cast<std::uint64_t>(tick) % kSlots);
}

void TimerWheel::schedule(FlowIndex index, std::int64_t due_ns) {
  const std::uint16_t slot = slot_of(due_ns);
  Flow& flow = pool_[index];
  flow.wheel_slot = slot;
  flow.wheel_previous = kNoFlow;
  flow.wheel_next = heads_[slot];
  if (flow.wheel_next != kNoFlow) pool_[flow.wheel_next].wheel_previous = index;
  heads_[slot] = index;
}

void TimerWheel::cancel(FlowIndex index) {
  Flow& flow = pool_[index];
  if (flow.wheel_previous != kNoFlow) {
    pool_[flow.wheel_previous].wheel_next = flow.wheel_next;
  } else {
    heads_[flow.wheel_slot] = flow.wheel_next;
  }
  if (flow.wheel_next != kNoFlow) pool_[flow.wheel_next].wheel_previous = flow.wheel_previous;
}

std::optional<std::uint16_t> TimerWheel::take_next(std::vector<FlowIndex>& due) {
  for (std::uint32_t ahead = 1; ahead <= kSlots; ++ahead) {
    const auto tick = static_cast<std::uint64_t>(current_tick_) + ahead;
    FlowIndex& head = heads_[tick % kSlots];
    if (head == kNoFlow) continue;
    for (FlowIndex flow = head; flow != kNoFlow; flow = pool_[flow].wheel_next) {
      due.push_back(flow);
    }
    head = kNoFlow;
    return static_cast<std::uint16_t>(tick % kSlots);
  }
  return std::nullopt;
}

void TimerWheel::advance(std::int64_t now_ns, std::vector<FlowIndex>& due) {
  const std::int64_t now_tick = tick_of(now_ns);
  if (now_tick <= current_tick_) return;
  // After one whole turn every slot has been passed, however far the clock jumped.
  const std::int64_t first = std::max(current_tick_ + 1, now_tick - std::int64_t{kSlots} + 1);
  for (std::int64_t tick = first; tick <= now_tick; ++tick) {
    FlowIndex& head = heads_[static_cast<std::uint64_t>(tick) % kSlots];
    for (FlowIndex flow = head; flow != kNoFlow; flow = pool_[flow].wheel_next) {
      due.push_back(flow);
    }
    head = kNoFlow;
  }
  current_tick_ = now_tick;
}

}  // namespace flowsnoop
