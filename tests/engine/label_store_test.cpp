#include "engine/label_store.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

struct Stored {
  MemoryBudget budget;
  LabelStore store;

  explicit Stored(std::size_t limit = SIZE_MAX, std::size_t own_bytes = SIZE_MAX)
      : budget(limit), store(budget, own_bytes) {}

  void add(LabelIndex at, std::string_view text) {
    const std::size_t before = store[at].said.labels.size_bytes();
    store[at].said.labels.add(LabelKind::kHttpHost, text);
    store.note_growth(before, store[at].said.labels.size_bytes());
  }
};

// One text of this length takes so much beyond the usual: three bytes of header, and a string has
// at most twice the room that it needs.
constexpr std::size_t cost_of(std::size_t length) {
  return 2 * (length + 3);
}

TEST(LabelStore, GivesARecycledEntryWithoutAnythingOfTheOneBefore) {
  for (const std::size_t size : {5u, 1000u}) {
    Stored stored;
    LabelStore& store = stored.store;
    ASSERT_TRUE(store.has_room());
    const LabelIndex at = store.acquire();
    stored.add(at, std::string(size, 'a'));
    store[at].streams[0].head = 5;
    store[at].dns_is_asked = true;
    store.release(at);
    EXPECT_EQ(store.alive(), 0u);
    EXPECT_EQ(store.text_bytes(), 0u);
    ASSERT_EQ(store.acquire(), at);
    EXPECT_TRUE(store[at].said.labels.empty());
    EXPECT_EQ(store[at].said.labels.size_bytes(), 0u);
    EXPECT_EQ(store[at].streams[0].head, kNotInPool);
    EXPECT_FALSE(store[at].dns_is_asked);
  }
}

TEST(LabelStore, HasNoRoomBeyondItsBytes) {
  Stored stored;
  ASSERT_TRUE(stored.store.has_room());
  stored.store.acquire();
  EXPECT_TRUE(stored.store.may_grow());
  stored.store.note_growth(0, LabelStore::kMaxBytes);
  EXPECT_FALSE(stored.store.may_grow());
  EXPECT_FALSE(stored.store.has_room());
}

TEST(LabelStore, HasNoRoomBeyondItsEntries) {
  Stored stored;
  for (LabelIndex i = 0; i < LabelStore::kMaxEntries; ++i) {
    ASSERT_TRUE(stored.store.has_room());
    stored.store.acquire();
  }
  EXPECT_FALSE(stored.store.has_room());
  EXPECT_TRUE(stored.store.may_grow());
  stored.store.release(3);
  EXPECT_TRUE(stored.store.has_room());
}

TEST(LabelStore, TakesItsMemoryFromTheBudgetAndGivesThatOfLongTextsBack) {
  Stored stored;
  ASSERT_TRUE(stored.store.has_room());
  const LabelIndex at = stored.store.acquire();
  EXPECT_EQ(stored.budget.used(), LabelStore::kChunkBytes);
  stored.add(at, std::string(117, 'a'));
  EXPECT_EQ(stored.budget.used(), LabelStore::kChunkBytes);
  stored.add(at, std::string(880, 'b'));
  EXPECT_EQ(stored.budget.used(), LabelStore::kChunkBytes + cost_of(1000));
  stored.store.release(at);
  EXPECT_EQ(stored.budget.used(), LabelStore::kChunkBytes);
}

TEST(LabelStore, HasNoRoomWhereTheBudgetHasNone) {
  Stored stored(2 * LabelStore::kChunkBytes - 1, 0);
  for (LabelIndex i = 0; i < LabelStore::kChunkSize; ++i) {
    ASSERT_TRUE(stored.store.has_room());
    stored.store.acquire();
  }
  EXPECT_FALSE(stored.store.has_room());
  EXPECT_TRUE(stored.store.may_grow());
  stored.store.release(7);
  EXPECT_TRUE(stored.store.has_room());
}

// Others have taken all before it came.
TEST(LabelStore, HasSomeMemoryOfItsOwn) {
  Stored stored(1, LabelStore::kChunkBytes + cost_of(1000));
  ASSERT_TRUE(stored.store.has_room());
  const LabelIndex at = stored.store.acquire();
  const LabelIndex other = stored.store.acquire();
  stored.add(at, std::string(1000, 'a'));
  EXPECT_TRUE(stored.store.has_room());
  stored.add(other, std::string(1000, 'a'));
  EXPECT_FALSE(stored.store.may_grow());
  EXPECT_FALSE(stored.store.has_room());
  stored.store.release(at);
  EXPECT_TRUE(stored.store.may_grow());
  stored.store.release(other);
  EXPECT_TRUE(stored.store.has_room());
  EXPECT_EQ(stored.budget.used(), 0u);
}

}  // namespace
}  // namespace flowsnoop
