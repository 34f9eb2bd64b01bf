// What conversations that are neither TCP nor UDP show of themselves. Pure functions on a Flow.
#pragma once

#include "flow/flow.h"
#include "flow/flow_packet.h"

namespace flowsnoop {

// Takes over what the packet says of who asked and who answered; the packet is counted already.
// Of ICMP the first message of each side is looked at: a request and its reply prove the roles as
// a payload does. An SCTP association has a handshake as a TCP connection has: INIT is its SYN and
// INIT ACK its SYN-ACK (RFC 9260 section 5.1).
void note_other(Flow& flow, Side sender, const FlowPacket& packet);

}  // namespace flowsnoop
