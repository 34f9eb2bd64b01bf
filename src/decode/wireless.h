// IEEE 802.11 frames and the headers that capturing systems put in front of them. Pure functions.
//
// Only data frames carry IP. What is encrypted is counted as kEncrypted. Of several packets in one
// frame (A-MSDU) the first is decoded: a frame is one packet here. Later fragments of a frame are
// counted as kNonIp: links are not reassembled.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// IEEE 802.11-2020 clause 9.2 and 9.3.2.
Next decode_ieee80211(Cursor& cursor, Decoded& decoded);

// https://www.radiotap.org: its length, and whether the 802.11 header is followed by padding.
Next decode_radiotap(Cursor& cursor, Decoded& decoded);

// The Prism header of 144 bytes (LINKTYPE_IEEE802_11_PRISM), or an AVS header in its place.
Next decode_prism(Cursor& cursor, Decoded& decoded);

// LINKTYPE_IEEE802_11_AVS.
Next decode_avs(Cursor& cursor, Decoded& decoded);

// Per-packet information: its length and the link type of what follows (LINKTYPE_PPI).
Next decode_ppi(Cursor& cursor, Decoded& decoded);

}  // namespace flowsnoop
