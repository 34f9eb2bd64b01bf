#include "flow/timer_wheel.h"

#include <algorithm>

namespace flowsnoop {

TimerWheel::TimerWheel(FlowPool& pool) : pool_(pool), lists_(kSlots) {}

std::uint16_t TimerWheel::slot_of(std::int64_t due_ns) const {
  // The slot after the one that holds the time: when it comes up, the time has passed.
  const std::int64_t tick =
      std::clamp(tick_of(due_ns) + 1, current_tick_ + 1, current_tick_ + std::int64_t{kSlots} - 1);
  return static_cast<std::uint16_t>(static_cast<std::uint64_t>(tick) % kSlots);
}

void TimerWheel::schedule(FlowIndex index, std::int64_t due_ns) {
  const std::uint16_t slot = slot_of(due_ns);
  pool_[index].wheel_slot = slot;
  List& list = lists_[slot];
  pool_.links(index) = {kNoFlow, list.last};
  (list.last != kNoFlow ? pool_.links(list.last).next : list.first) = index;
  list.last = index;
}

void TimerWheel::cancel(FlowIndex index) {
  const auto [next, previous] = pool_.links(index);
  List& list = lists_[pool_[index].wheel_slot];
  (previous != kNoFlow ? pool_.links(previous).next : list.first) = next;
  (next != kNoFlow ? pool_.links(next).previous : list.last) = previous;
}

std::optional<std::uint16_t> TimerWheel::take_next(std::size_t most, std::vector<FlowIndex>& due) {
  for (std::uint32_t ahead = 1; ahead <= kSlots; ++ahead) {
    const auto tick = static_cast<std::uint64_t>(current_tick_) + ahead;
    List& list = lists_[tick % kSlots];
    if (list.first == kNoFlow) continue;
    for (; most > 0 && list.first != kNoFlow; --most) {
      due.push_back(list.first);
      list.first = pool_.links(list.first).next;
    }
    (list.first != kNoFlow ? pool_.links(list.first).previous : list.last) = kNoFlow;
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
    List& list = lists_[static_cast<std::uint64_t>(tick) % kSlots];
    for (FlowIndex flow = list.first; flow != kNoFlow; flow = pool_.links(flow).next) {
      due.push_back(flow);
    }
    list = List{};
  }
  current_tick_ = now_tick;
}

}  // namespace flowsnoop
