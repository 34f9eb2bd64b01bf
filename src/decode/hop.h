// What the decoders of tunnels share. Pure functions.
#pragma once

#include "decode/next_header.h"
#include "flowsnoop/tunnel.h"

namespace flowsnoop {

// Remembers a tunnel between the addresses decoded last. A path that is full stays as it is.
void add_hop(TunnelKind kind, std::uint32_t id, Decoded& decoded);

// The same for a tunnel whose id names it in both directions.
void add_named_hop(TunnelKind kind, std::uint32_t id, Decoded& decoded);

// True where an IP header follows whose lengths agree with what there is: for places where nothing
// says that IP follows.
bool begins_ip(const Cursor& cursor);

}  // namespace flowsnoop
