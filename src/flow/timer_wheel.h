// Which flows to look at when: a wheel of slots of about a second, each a list of flows in the
// order in which they were scheduled.
//
// A flow stands in the slot of the time it is due at the earliest. A packet that prolongs its life
// does not move it: when the slot comes up, the owner looks whether the flow is really due and
// schedules it again if not. So a packet costs nothing here. Used by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "flow/flow_pool.h"

namespace flowsnoop {

class TimerWheel {
 public:
  // `pool` is borrowed and outlives the wheel; the wheel uses the flows' wheel_slot and links.
  explicit TimerWheel(FlowPool& pool);

  // Puts a flow that is in no slot into the slot of `due_ns`. A time that is past, or further away
  // than the wheel reaches, is moved to the nearest slot it has: the flow comes up early.
  void schedule(FlowIndex flow, std::int64_t due_ns);

  // Takes a flow out of its slot.
  void cancel(FlowIndex flow);

  // Takes all flows out of their slots.
  void clear() { lists_.assign(kSlots, List{}); }

  // True where advance(now_ns) has something to do. Cheap.
  bool is_behind(std::int64_t now_ns) const { return tick_of(now_ns) > current_tick_; }

  // Moves the wheel to `now_ns` and appends the flows of the slots passed to `due`, out of their
  // slots now. A step back in time moves nothing. The first call sets where the wheel starts.
  void advance(std::int64_t now_ns, std::vector<FlowIndex>& due);

  // Takes flows out of the next slot that has any, whenever that would come up, the first `most` of
  // them, and appends them to `due`. Returns the slot, nothing where there are no flows.
  std::optional<std::uint16_t> take_next(std::size_t most, std::vector<FlowIndex>& due);

  // Where schedule() would put a flow.
  std::uint16_t slot_of(std::int64_t due_ns) const;

  // Sets the wheel back to an earlier time. Flows stay in their slots and come up within one turn
  // of the wheel, when the owner looks whether they are due.
  void rewind(std::int64_t now_ns) { current_tick_ = tick_of(now_ns); }

  // How far ahead the wheel reaches.
  static constexpr std::uint32_t kSlots = 8192;

 private:
  struct List {
    FlowIndex first = kNoFlow;
    FlowIndex last = kNoFlow;
  };

  // A tick is 2^30 ns, 1.07 s: a shift instead of a division.
  static std::int64_t tick_of(std::int64_t time_ns) { return time_ns >> 30; }

  FlowPool& pool_;
  std::vector<List> lists_;  // by slot
  std::int64_t current_tick_ = INT64_MIN;
};

}  // namespace flowsnoop
