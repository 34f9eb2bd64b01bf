// What is left of a frame while its headers are taken off one by one.
//
// A view: it owns nothing, and it is valid as long as the frame's bytes are. Two lengths go along:
// what the capture kept, and what there was, because a snaplen cuts the one and not the other.
#pragma once

#include <algorithm>
#include <cstdint>

namespace flowsnoop {

struct Cursor {
  const std::uint8_t* data = nullptr;
  std::uint32_t captured = 0;  // bytes there are at `data`, at most `length`
  std::uint32_t length = 0;    // bytes there were, as the frame or an IP header states it
  const std::uint8_t* ip_header = nullptr;  // the innermost that was taken off

  // Takes off a header of `size` bytes, at most `captured`.
  void advance(std::uint32_t size) {
    data += size;
    captured -= size;
    length -= size;
  }

  // Takes the length that a header states, without regard to what the frame had: less where the
  // frame was padded, more where it was cut and does not say so.
  void set_length(std::uint32_t stated) {
    length = stated;
    captured = std::min(captured, stated);
  }
};

}  // namespace flowsnoop
