// The bytes of one side that were not there when what follows them was: a few holes, the oldest of
// which is given up for a new one. Pure functions on a TcpRareSide.
#pragma once

#include "flow/tcp_flow.h"

namespace flowsnoop {

// Opens a hole. `acknowledged`: the other side has said that it has those bytes; they count as
// missed until they come after all.
void open_hole(TcpRareSide& rare, std::uint32_t begin, std::uint32_t end, bool acknowledged);

// Takes bytes that came late out of the holes; returns how many of them were in one.
std::uint32_t fill_holes(TcpRareSide& rare, std::uint32_t begin, std::uint32_t end);

// Holes that `acknowledgment` covers become missed bytes; returns how many holes that were.
std::uint32_t acknowledge_holes(TcpRareSide& rare, std::uint32_t acknowledgment);

// Whether a hole waits for its acknowledgment.
bool has_open_hole(const TcpRareSide& rare);

}  // namespace flowsnoop
