#include "roles/learned_table.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

struct Entry {
  std::uint64_t hash = 0;
  int value = 0;
};

TEST(LearnedTable, FindsWhatWasAddedAfterItGrew) {
  LearnedTable<Entry> table(1u << 14);
  for (std::uint64_t hash = 1; hash <= 10'000; ++hash) {
    table.find_or_add(hash << 22)->value = static_cast<int>(hash);  // ten for each place
  }
  for (std::uint64_t hash = 1; hash <= 10'000; ++hash) {
    ASSERT_NE(table.find(hash << 22), nullptr);
    ASSERT_EQ(table.find(hash << 22)->value, static_cast<int>(hash));
  }
  EXPECT_EQ(table.find(1), nullptr);
}

TEST(LearnedTable, TakesNothingNewAtItsBound) {
  LearnedTable<Entry> table(4);
  for (std::uint64_t hash = 1; hash <= 4; ++hash) ASSERT_NE(table.find_or_add(hash), nullptr);
  EXPECT_EQ(table.find_or_add(5), nullptr);
  EXPECT_EQ(table.find(5), nullptr);
  EXPECT_NE(table.find_or_add(4), nullptr) << "what it knows it still finds";
}

}  // namespace
}  // namespace flowsnoop
