// What TCP flags say about how far a connection got, seen from outside. Pure functions on a Flow.
//
// Either direction may be missing from the capture and packets may come out of order, so every
// state can be reached from every other that comes before it in a connection's life.
#pragma once

#include <optional>

#include "flow/flow.h"
#include "flow/flow_packet.h"
#include "flowsnoop/flow_event.h"

namespace flowsnoop {

// Takes over the flags and sequence number of a TCP packet that `sender` sent, the flow's first
// packet included. Returns what there is to tell, if anything.
std::optional<FlowEventKind> update_tcp_state(Flow& flow, Side sender, const FlowPacket& packet);
inline std::optional<FlowEventKind> update_tcp(Flow& flow, Side sender, const FlowPacket& packet) {
  // Most packets of a connection carry no flag that their side has not sent before.
  if (flow.state == FlowState::kEstablished && flow.spoke_after_handshake &&
      (packet.headers.tcp_flags & ~flow.tcp_flags[index(sender)]) == 0) [[likely]] {
    return std::nullopt;
  }
  return update_tcp_state(flow, sender, packet);
}

// True where this packet of the flow's socket pair does not belong to the flow: a SYN with another
// initial sequence number than its sender had, or one after a FIN or RST. But a SYN with the same
// number that was refused repeats the attempt: some systems try a port that refuses them three
// times.
bool begins_new_connection(const Flow& flow, Side sender, const FlowPacket& packet);

// True where a packet is the SYN-ACK that acknowledges the flow's SYN: its answer, however late the
// clock says that it came.
bool answers_syn(const Flow& flow, Side sender, const FlowPacket& packet);

}  // namespace flowsnoop
