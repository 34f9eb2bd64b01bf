// Headers that a capturing system made itself, in place of those of a link. Pure functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// Darwin: the interface, and the link type of what follows (LINKTYPE_PKTAP).
Next decode_pktap(Cursor& cursor, Decoded& decoded);

// Linux netfilter: attributes, of which one is the packet (LINKTYPE_NFLOG).
Next decode_nflog(Cursor& cursor, Decoded& decoded);

// BSD packet filter: address family and length, then the verdict (LINKTYPE_PFLOG).
Next decode_pflog(Cursor& cursor, Decoded& decoded);

// BSD: what an IPsec security association encapsulates (LINKTYPE_ENC).
Next decode_enc(Cursor& cursor, Decoded& decoded);

// Solaris: between zones (LINKTYPE_IPNET).
Next decode_ipnet(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
