// What happens in a conversation, told as it happens.
#pragma once

#include <cstddef>
#include <cstdint>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// Something that happened in a conversation, as it happens.
enum class FlowEventKind : std::uint8_t {
  kSyn,          // a connection attempt
  kNew,          // a conversation whose first packet is no SYN: UDP, or TCP begun earlier
  kEstablished,  // the handshake is complete
  kClosed,       // both sides have sent their FIN
  kReset,        // a RST
  kRefused,      // a RST answered the SYN
  kRevised,      // client and server are the other way round than events have said before
  kTimedOut,     // silent for the idle timeout
  kEnded,        // the record was written for another reason, see end_reason
};
inline constexpr std::size_t kFlowEventKindCount = 9;

struct FlowEvent {
  FlowEventKind kind = FlowEventKind::kNew;
  std::int64_t time_ns = 0;
  // The conversation so far. `end_reason` has a meaning for kTimedOut and kEnded only.
  const FlowRecord* flow = nullptr;
};

}  // namespace flowsnoop
