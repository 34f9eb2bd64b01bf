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
std::optional<FlowEventKind> update_tcp(Flow& flow, Side sender, const FlowPacket& packet);

// True where this packet of the flow's socket pair does not belong to the flow: a SYN that is no
// repetition of the one that began it. The rules are Wireshark's: a SYN after a FIN or RST begins
// a new connection, and so does one with another initial sequence number.
bool begins_new_connection(const Flow& flow, Side sender, const FlowPacket& packet);

}  // namespace flowsnoop
