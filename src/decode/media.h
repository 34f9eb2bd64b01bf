// Link layers that are not Ethernet and not a point-to-point line: token ring, FDDI, ARCNET, ATM,
// InfiniBand. Pure functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// IEEE 802.5 clause 3.2, with source routing.
Next decode_token_ring(Cursor& cursor, Decoded& decoded);

// ANSI X3.139.
Next decode_fddi(Cursor& cursor, Decoded& decoded);

// RFC 1201 and RFC 1051, with the two bytes of offset that Linux keeps (LINKTYPE_ARCNET_LINUX) and
// without (LINKTYPE_ARCNET_BSD).
Next decode_arcnet_linux(Cursor& cursor, Decoded& decoded);
Next decode_arcnet_bsd(Cursor& cursor, Decoded& decoded);

// RFC 2684: LLC, or an ISO protocol identifier.
Next decode_atm(Cursor& cursor, Decoded& decoded);

// RFC 2225 over Linux: LLC, or IP as it is (LINKTYPE_ATM_CLIP).
Next decode_atm_clip(Cursor& cursor, Decoded& decoded);

// LINKTYPE_SUNATM: what a cell carried, and then LLC or an emulated Ethernet.
Next decode_sun_atm(Cursor& cursor, Decoded& decoded);

// RFC 4391 section 6, behind a global route header (LINKTYPE_IPOIB).
Next decode_ip_over_infiniband(Cursor& cursor, Decoded& decoded);

// From the local route header on (LINKTYPE_INFINIBAND): unreliable datagrams that carry IP.
Next decode_infiniband(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
