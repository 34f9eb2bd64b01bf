#include "flow/eviction.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "flow/flow_order.h"

namespace flowsnoop {
namespace {

// Takes the flows that come up next out of the wheel, up to `most`. A flood may fill a slot of the
// wheel with all flows there are, so it is looked at in parts.
void take_next_flows(FlowPool& pool, TimerWheel& wheel, std::size_t most,
                     const DeadlineOf& deadline_ns, std::vector<FlowIndex>& taken) {
  std::vector<FlowIndex> some;
  while (taken.size() < most) {
    const std::optional<std::uint16_t> slot = wheel.take_next(most - taken.size(), some);
    if (!slot) return;
    // Those that have lived on since they were put there go where they belong now.
    for (const FlowIndex at : some) {
      const std::int64_t due_ns = deadline_ns(pool[at]);
      if (wheel.slot_of(due_ns) == *slot) {
        taken.push_back(at);
      } else {
        wheel.schedule(at, due_ns);
      }
    }
    some.clear();
  }
}

}  // namespace

void take_first_due(FlowPool& pool, TimerWheel& wheel, std::size_t wanted,
                    const DeadlineOf& deadline_ns, std::vector<FlowIndex>& taken) {
  // Twice as many: within a slot the order is that in which they were scheduled.
  take_next_flows(pool, wheel, 2 * wanted, deadline_ns, taken);
  const auto ends_before = [&](FlowIndex a, FlowIndex b) {
    return std::pair(deadline_ns(pool[a]), pool[a].flow_id) <
           std::pair(deadline_ns(pool[b]), pool[b].flow_id);
  };
  const auto middle = taken.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, taken.size()));
  std::nth_element(taken.begin(), middle, taken.end(), ends_before);
  std::for_each(middle, taken.end(),
                [&](FlowIndex at) { wheel.schedule(at, deadline_ns(pool[at])); });
  taken.erase(middle, taken.end());
  sort_by_flow_id(pool, taken);
}

}  // namespace flowsnoop
