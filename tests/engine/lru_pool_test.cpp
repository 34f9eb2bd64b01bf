#include "engine/lru_pool.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

using Pool = LruPool<int, 100>;

TEST(LruPool, KnowsWhichWasUsedLeastRecently) {
  Pool pool;
  const PoolIndex first = pool.acquire({1, Side::kLow});
  const PoolIndex second = pool.acquire({2, Side::kHigh});
  pool.acquire({3, Side::kLow});
  EXPECT_EQ(pool.oldest().labels, 1u);
  pool.touch(first);
  EXPECT_EQ(pool.oldest().labels, 2u);
  EXPECT_EQ(pool.oldest().side, Side::kHigh);
  pool.release(second);
  EXPECT_EQ(pool.oldest().labels, 3u);
  pool.touch(first);
  EXPECT_EQ(pool.oldest().labels, 3u);
  EXPECT_EQ(pool.alive(), 2u);
}

TEST(LruPool, HasABoundAndRecycles) {
  Pool pool;
  for (PoolIndex i = 0; i < Pool::kMaxAlive; ++i) {
    EXPECT_FALSE(pool.is_full());
    pool.acquire({i, Side::kLow});
  }
  EXPECT_TRUE(pool.is_full());
  pool.release(17);
  EXPECT_FALSE(pool.is_full());
  EXPECT_EQ(pool.acquire({99, Side::kLow}), 17u);
  EXPECT_TRUE(pool.is_full());
}

TEST(LruPool, MayBeSmaller) {
  Pool pool(2);
  pool.acquire({0, Side::kLow});
  EXPECT_FALSE(pool.is_full());
  pool.acquire({1, Side::kLow});
  EXPECT_TRUE(pool.is_full());
}

}  // namespace
}  // namespace flowsnoop
