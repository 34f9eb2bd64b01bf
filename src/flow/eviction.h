// Which conversations end before their time, where there is no memory left for others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "flow/flow_pool.h"
#include "flow/timer_wheel.h"

namespace flowsnoop {

// When a flow is overdue.
using DeadlineOf = std::function<std::int64_t(const Flow&)>;

// Of the flows that come up next, takes those that are overdue first out of the wheel: `wanted`, or
// all where there are fewer. Appends them in order of flow_id to `taken`, which is empty. The
// others stay in the wheel, where they belong by now.
void take_first_due(FlowPool& pool, TimerWheel& wheel, std::size_t wanted,
                    const DeadlineOf& deadline_ns, std::vector<FlowIndex>& taken);

}  // namespace flowsnoop
