// Turns a Flow into the FlowRecord that the world sees: client and server instead of low and high.
// Pure functions.
#pragma once

#include "flow/flow.h"
#include "flowsnoop/flow_record.h"
#include "roles/learned.h"

namespace flowsnoop {

// All of `record` is overwritten.
void settle(const Flow& flow, EndReason reason, Learned& learned, FlowRecord& record);

}  // namespace flowsnoop
