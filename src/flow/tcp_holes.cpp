#include "flow/tcp_holes.h"

#include <algorithm>

#include "flow/tcp_analysis.h"

namespace flowsnoop {
namespace {

bool is_open(const TcpHole& hole) {
  return hole.begin != hole.end;
}

void take_missed(TcpRareSide& rare, std::uint64_t bytes) {
  rare.missed_bytes -= std::min(rare.missed_bytes, bytes);
}

}  // namespace

void open_hole(TcpRareSide& rare, std::uint32_t begin, std::uint32_t end, bool acknowledged) {
  auto place = std::find_if_not(rare.holes.begin(), rare.holes.end(), is_open);
  if (place == rare.holes.end()) {
    place = rare.holes.begin() + rare.next_hole;
    rare.next_hole = static_cast<std::uint8_t>((rare.next_hole + 1) % TcpRareSide::kMaxHoles);
  }
  *place = {begin, end, acknowledged};
  rare.has_holes = true;
  if (acknowledged) rare.missed_bytes += end - begin;
}

std::uint32_t fill_holes(TcpRareSide& rare, std::uint32_t begin, std::uint32_t end) {
  if (!rare.has_holes) return 0;
  std::uint32_t filled = 0;
  for (TcpHole& hole : rare.holes) {
    if (!is_open(hole)) continue;
    const std::uint32_t from = is_before(begin, hole.begin) ? hole.begin : begin;
    const std::uint32_t to = is_before(hole.end, end) ? hole.end : end;
    if (!is_before(from, to)) continue;
    filled += to - from;
    if (hole.acknowledged) take_missed(rare, to - from);
    const TcpHole behind{to, hole.end, hole.acknowledged};
    hole.end = from;
    if (!is_open(hole)) {
      hole = behind;
    } else if (is_open(behind)) {
      // Opened again, its bytes are counted again.
      if (behind.acknowledged) take_missed(rare, behind.end - behind.begin);
      open_hole(rare, behind.begin, behind.end, behind.acknowledged);
      break;
    }
  }
  rare.has_holes = std::any_of(rare.holes.begin(), rare.holes.end(), is_open);
  return filled;
}

std::uint32_t acknowledge_holes(TcpRareSide& rare, std::uint32_t acknowledgment) {
  if (!rare.has_holes) return 0;
  std::uint32_t count = 0;
  for (TcpHole& hole : rare.holes) {
    if (!is_open(hole) || hole.acknowledged || is_before(acknowledgment, hole.end)) continue;
    hole.acknowledged = true;
    rare.missed_bytes += hole.end - hole.begin;
    ++count;
  }
  return count;
}

bool has_open_hole(const TcpRareSide& rare) {
  return rare.has_holes &&
         std::any_of(rare.holes.begin(), rare.holes.end(),
                     [](const TcpHole& hole) { return is_open(hole) && !hole.acknowledged; });
}

}  // namespace flowsnoop
