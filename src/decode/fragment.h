// One fragment of an IP datagram, IPv4 or IPv6.
#pragma once

#include "decode/cursor.h"
#include "decode/decoded.h"
#include "decode/next.h"

namespace flowsnoop {

// What a header says of the fragment that follows it.
struct FragmentFields {
  std::uint32_t identification;
  std::uint32_t offset;  // in bytes, at most 65528
  bool more;
};

// Whether what ended in kFragment is one of IP: links cut up frames too.
inline bool is_ip_fragment(const Decoded& decoded) {
  return decoded.more_fragments || decoded.fragment_offset != 0;
}

// Ends in kFragment: `decoded` tells what the fragment is and where its bytes are, those at
// `cursor`. Not inline, because fragments are rare.
Next take_fragment(const Cursor& cursor, const FragmentFields& fields, Decoded& decoded);

}  // namespace flowsnoop
