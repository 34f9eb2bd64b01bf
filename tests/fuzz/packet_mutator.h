// Changes packets where it is worth it: a part of a frame at a time, with lengths and checksums
// made right again afterwards, and the order, direction and time of the packets of a capture. For
// LLVMFuzzerCustomMutator.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fuzz_input.h"

namespace flowsnoop::fuzz {

// Changes a frame within its vector; it grows to at most `max_size` bytes.
void mutate_frame(Bytes& frame, std::uint16_t link_type, std::size_t max_size, unsigned seed);

// Changes the savefile at `data`, which has room for `max_size` bytes; returns its new size. What
// is not a savefile that CaptureImage parses is changed byte by byte.
std::size_t mutate_capture(std::uint8_t* data, std::size_t size, std::size_t max_size,
                           unsigned seed);

// Writes records of both savefiles at `out`; returns their size, 0 where that cannot be done.
std::size_t cross_captures(ByteView one, ByteView other, std::uint8_t* out, std::size_t max_size,
                           unsigned seed);

}  // namespace flowsnoop::fuzz
