// Frame bytes to headers: link -> network -> transport. Pure functions; nothing is allocated,
// thrown or remembered, so they may run in parallel.
#pragma once

#include "decode/decoded.h"
#include "flowsnoop/accounting.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

// Decodes one frame. Where the result is kTcpFlow or kUdpFlow, `decoded` is complete and the frame
// belongs to a conversation; otherwise the result is the reason why not, and `decoded` holds what
// was read before that.
FrameBucket decode_packet(const Packet& packet, Decoded& decoded);

}  // namespace flowsnoop
