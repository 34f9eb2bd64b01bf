// Tunnels that an IP protocol number of their own announces, but for GRE. Pure functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// IPv4 or IPv6 in either (RFC 2003, RFC 4213, RFC 2473).
Next decode_ip_in_ip(Cursor& cursor, Decoded& decoded);

// RFC 3378. kOtherTransport: another version than 3.
Next decode_ether_ip(Cursor& cursor, Decoded& decoded);

// RFC 7761 section 4.9.3: the first packets of a multicast source. kOtherTransport: any other
// message.
Next decode_pim(Cursor& cursor, Decoded& decoded);

// L2TP version 3 over IP, RFC 3931 section 4.1.1. kOtherTransport: a control message.
Next decode_l2tp_over_ip(Cursor& cursor, Decoded& decoded);

// What follows the session id of an L2TPv3 data message: a cookie of 0, 4 or 8 bytes and a sublayer
// of 0 or 4 (RFC 3931 section 4.1), of which only the two ends know, then an Ethernet frame.
Next find_l2tp_ethernet(Cursor& cursor);

}  // namespace flowsnoop
