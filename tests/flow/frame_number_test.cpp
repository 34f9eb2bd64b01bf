#include "flow/frame_number.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(FrameNumber, IsNoneAtFirst) {
  EXPECT_EQ(FrameNumber{}, 0u);
}

TEST(FrameNumber, KeepsEachBitOfSixBytes) {
  for (const std::uint64_t number :
       {std::uint64_t{1}, std::uint64_t{0xffff}, std::uint64_t{0x10000},
        std::uint64_t{0x123456789abc}, (std::uint64_t{1} << 48) - 1}) {
    EXPECT_EQ(std::uint64_t{FrameNumber(number)}, number);
  }
}

}  // namespace
}  // namespace flowsnoop
