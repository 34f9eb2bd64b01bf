// Changes a pcapng savefile a block at a time, with the block's two lengths made right again, so
// that a fuzzer gets past the check of them. For LLVMFuzzerCustomMutator.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flowsnoop::fuzz {

// Changes the savefile at `data`, which has room for `max_size` bytes; returns its new size. What
// does not begin as a pcapng savefile is changed byte by byte.
std::size_t mutate_blocks(std::uint8_t* data, std::size_t size, std::size_t max_size,
                          unsigned seed);

}  // namespace flowsnoop::fuzz
