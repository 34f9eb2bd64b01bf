// What stands between the addresses of an Ethernet frame and its payload, besides VLAN tags. Each
// decoder follows the Ethernet type that announces it, but for those of switch chips. Pure
// functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// MACsec, 0x88e5, IEEE 802.1AE clause 9. kEncrypted where it does more than authenticate.
Next decode_macsec(Cursor& cursor, Decoded& decoded);

// Cisco metadata, Ethernet type 0x8909: a security group tag in version 1.
Next decode_cisco_metadata(Cursor& cursor, Decoded& decoded);

// VN-Tag, 0x8926: interfaces of a Cisco fabric extender.
Next decode_vn_tag(Cursor& cursor, Decoded& decoded);

// E-TAG, 0x893f, IEEE 802.1BR clause 7.5.
Next decode_e_tag(Cursor& cursor, Decoded& decoded);

// I-TAG, 0x88e7, IEEE 802.1Q clause 9.7 (provider backbone bridges, 802.1ah); a whole Ethernet
// frame follows.
Next decode_backbone_tag(Cursor& cursor, Decoded& decoded);

// Network service header, 0x894f, RFC 8300 section 2.
Next decode_nsh(Cursor& cursor, Decoded& decoded);
Next after_nsh_protocol(std::uint8_t protocol);

// RFC 6325 section 3.1, 0x22f3; a whole Ethernet frame follows.
Next decode_trill(Cursor& cursor, Decoded& decoded);

// Frames as a Marvell switch chip hands them to its processor: Ethernet with a tag of four bytes
// behind the addresses (LINKTYPE_DSA_TAG_DSA), or of eight (LINKTYPE_DSA_TAG_EDSA). The tag holds
// the VLAN of a frame that had one.
Next decode_dsa(Cursor& cursor, Decoded& decoded);
Next decode_edsa(Cursor& cursor, Decoded& decoded);

// The same of Broadcom: four bytes behind the addresses (LINKTYPE_DSA_TAG_BRCM).
Next decode_broadcom_tag(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
