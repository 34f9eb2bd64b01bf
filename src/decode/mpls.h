// MPLS label stacks and what follows them, which they do not tell. Pure functions.
#pragma once

#include <initializer_list>

#include "decode/next_header.h"

namespace flowsnoop {

// RFC 3032. What follows the labels is IP where it looks like IP (RFC 4928 section 3), or else an
// Ethernet frame, with a control word (RFC 4448 section 4.6) or without.
Next decode_mpls(Cursor& cursor, Decoded& decoded);

// An Ethernet frame at the first of the offsets where the type is one that carries IP or ARP;
// kNonIp where there is none.
Next find_ethernet(Cursor& cursor, std::initializer_list<std::uint32_t> offsets);

}  // namespace flowsnoop
