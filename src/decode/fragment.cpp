#include "decode/fragment.h"

namespace flowsnoop {

Next take_fragment(const Cursor& cursor, const FragmentFields& fields, Decoded& decoded) {
  decoded.fragment_identification = fields.identification;
  decoded.fragment_offset = static_cast<std::uint16_t>(fields.offset);
  decoded.more_fragments = fields.more;
  decoded.payload = cursor.data;
  decoded.payload_captured = cursor.captured;
  decoded.payload_length = cursor.length;
  return end_in(FrameBucket::kFragment);
}

}  // namespace flowsnoop
