#include "engine/label_store.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

void add(LabelStore& store, LabelIndex at, std::string_view text) {
  const std::size_t before = store[at].said.labels.size_bytes();
  store[at].said.labels.add(LabelKind::kHttpHost, text);
  store.note_growth(store[at].said.labels.size_bytes() - before);
}

TEST(LabelStore, GivesARecycledEntryWithoutAnythingOfTheOneBefore) {
  for (const std::size_t size : {5u, 1000u}) {
    LabelStore store;
    const LabelIndex at = store.acquire();
    add(store, at, std::string(size, 'a'));
    store[at].streams[0].head = 5;
    store[at].dns_is_asked = true;
    store.release(at);
    EXPECT_EQ(store.alive(), 0u);
    EXPECT_EQ(store.size_bytes(), 0u);
    ASSERT_EQ(store.acquire(), at);
    EXPECT_TRUE(store[at].said.labels.empty());
    EXPECT_EQ(store[at].said.labels.size_bytes(), 0u);
    EXPECT_EQ(store[at].streams[0].head, kNotInPool);
    EXPECT_FALSE(store[at].dns_is_asked);
  }
}

TEST(LabelStore, HasNoRoomBeyondItsBytes) {
  LabelStore store;
  const LabelIndex at = store.acquire();
  EXPECT_TRUE(store.has_room());
  store.note_growth(LabelStore::kMaxBytes);
  EXPECT_FALSE(store.has_room());
  EXPECT_EQ(store.alive(), 1u);
  EXPECT_EQ(at, 0u);
}

TEST(LabelStore, HasNoRoomBeyondItsEntries) {
  LabelStore store;
  for (LabelIndex i = 0; i < LabelStore::kMaxEntries; ++i) store.acquire();
  EXPECT_FALSE(store.has_room());
  store.release(3);
  EXPECT_TRUE(store.has_room());
}

}  // namespace
}  // namespace flowsnoop
