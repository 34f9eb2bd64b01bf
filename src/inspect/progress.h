// How far a look at the beginning of a stream of bytes came.
#pragma once

#include <cstdint>

namespace flowsnoop {

enum class Progress : std::uint8_t {
  kNotMine,   // it is something else, or no longer what it began as
  kNeedMore,  // so far it is, but more bytes are needed
  kDone,      // all was found that there is to find
};

}  // namespace flowsnoop
