// How far a look at the beginning of a stream came.
#pragma once

#include <cstdint>

namespace flowsnoop {

// How far a look at the beginning of a stream of bytes came.
enum class Progress : std::uint8_t { kNotMine, kNeedMore, kDone };

}  // namespace flowsnoop
