// Tunnels in UDP. A port only hints at one: what does not look like the tunnel's header, or carries
// no conversation, is the UDP conversation that it is in (see decode.cpp). So these answer kNonIp
// for everything that they do not know. Pure functions; the cursor is at the payload.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// RFC 7348 section 5: whatever the reserved fields hold, which extensions use.
Next decode_vxlan(Cursor& cursor, Decoded& decoded);

// draft-ietf-nvo3-vxlan-gpe section 3.1.
Next decode_vxlan_gpe(Cursor& cursor, Decoded& decoded);

// RFC 8926 section 3.4.
Next decode_geneve(Cursor& cursor, Decoded& decoded);

// Version 1, 3GPP TS 29.281 section 5, with its extension headers. Only G-PDUs carry IP.
Next decode_gtp_u(Cursor& cursor, Decoded& decoded);

// RFC 4380 section 5.1.1, with authentication and origin indications.
Next decode_teredo(Cursor& cursor, Decoded& decoded);

// Version 2, RFC 2661 section 3.1, which carries PPP, and version 3, RFC 3931 section 4.1.2. Only
// data messages.
Next decode_l2tp(Cursor& cursor, Decoded& decoded);

// RFC 9300 section 5.1.
Next decode_lisp(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
