// Generic routing encapsulation and what it carries. Pure functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// RFC 2784 with the key and sequence number of RFC 2890 and the routing of RFC 1701; NVGRE
// (RFC 7637); ERSPAN types I, II and III (draft-foschiano-erspan); the enhanced form of PPTP
// (RFC 2637 section 4.1); Cisco metadata, version 1. kOtherTransport: another version, or nothing
// carried.
Next decode_gre(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
