// Flows in order of their flow_id, which does not depend on how they were kept. Pure functions.
#pragma once

#include <span>
#include <vector>

#include "flow/flow_pool.h"

namespace flowsnoop {

// Looks at each flow once, and not at every comparison. Takes 16 bytes a flow meanwhile, 32 where
// there are no more than 16,384.
void sort_by_flow_id(const FlowPool& pool, std::span<FlowIndex> flows);

// Whether the pool's flows are in order by their places, with no place between them that was given
// back: none has taken another's.
bool is_in_flow_id_order(const FlowPool& pool);

// All flows of the pool, sorted. There may be millions: apart from the list itself this takes a
// fraction of a byte a flow, as long as flow_ids are spread over the capture.
std::vector<FlowIndex> all_by_flow_id(const FlowPool& pool);

}  // namespace flowsnoop
