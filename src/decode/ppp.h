// Point-to-point links: PPP with what carries it, Cisco HDLC, frame relay. Pure functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// RFC 1661 section 2, with or without the address and control bytes of RFC 1662, and with the
// protocol field in one byte or two. Multilink (RFC 1990) where the packet is not in fragments.
Next decode_ppp(Cursor& cursor, Decoded& decoded);

// A serial line: PPP or Cisco HDLC, as the first byte says (LINKTYPE_PPP, LINKTYPE_PPP_HDLC).
Next decode_ppp_serial(Cursor& cursor, Decoded& decoded);

// RFC 2516 section 4. Only session packets carry PPP.
Next decode_pppoe(Cursor& cursor, Decoded& decoded);

// RFC 1547 section 4.3.1: address, control and an Ethernet type.
Next decode_cisco_hdlc(Cursor& cursor, Decoded& decoded);

// RFC 2427 section 3, or Cisco's form with an Ethernet type after the address.
Next decode_frame_relay(Cursor& cursor, Decoded& decoded);

// The network layer protocol identifiers of ISO 9577 that announce IP (RFC 2427 section 3).
Next after_nlpid(std::uint8_t nlpid);

}  // namespace flowsnoop
