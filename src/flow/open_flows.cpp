#include "flow/open_flows.h"

namespace flowsnoop {

EndReason silent_end_reason(const Flow& flow) {
  switch (flow.state) {
    case FlowState::kClosed:
      return EndReason::kClosed;
    case FlowState::kReset:
    case FlowState::kRefused:
      return EndReason::kReset;
    default:
      return EndReason::kIdleTimeout;
  }
}

}  // namespace flowsnoop
