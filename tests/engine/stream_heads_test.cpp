#include "engine/stream_heads.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(StreamHeads, KnowsWhichWasUsedLeastRecently) {
  StreamHeads heads;
  const HeadIndex first = heads.acquire({1, Side::kLow});
  const HeadIndex second = heads.acquire({2, Side::kHigh});
  heads.acquire({3, Side::kLow});
  EXPECT_EQ(heads.oldest().labels, 1u);
  heads.touch(first);
  EXPECT_EQ(heads.oldest().labels, 2u);
  EXPECT_EQ(heads.oldest().side, Side::kHigh);
  heads.release(second);
  EXPECT_EQ(heads.oldest().labels, 3u);
  heads.touch(first);
  EXPECT_EQ(heads.oldest().labels, 3u);
  EXPECT_EQ(heads.alive(), 2u);
}

TEST(StreamHeads, HasABoundAndRecycles) {
  StreamHeads heads;
  for (HeadIndex i = 0; i < StreamHeads::kMaxAlive; ++i) {
    EXPECT_FALSE(heads.is_full());
    heads.acquire({i, Side::kLow});
  }
  EXPECT_TRUE(heads.is_full());
  heads.release(17);
  EXPECT_FALSE(heads.is_full());
  EXPECT_EQ(heads.acquire({99, Side::kLow}), 17u);
  EXPECT_TRUE(heads.is_full());
}

}  // namespace
}  // namespace flowsnoop
