#include "flow/memory_budget.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(MemoryBudget, RefusesWhatIsMoreThanThereIs) {
  MemoryBudget budget(100);
  EXPECT_TRUE(budget.try_take(60));
  EXPECT_FALSE(budget.try_take(41));
  EXPECT_EQ(budget.used(), 60u);
  EXPECT_EQ(budget.left(), 40u);
  EXPECT_TRUE(budget.try_take(40));
  budget.give_back(50);
  EXPECT_TRUE(budget.try_take(50));
}

TEST(MemoryBudget, IsUsedUpByWhatCannotBeRefused) {
  MemoryBudget budget(100);
  budget.take(90);
  budget.take(90);
  EXPECT_EQ(budget.used(), 100u);
  EXPECT_FALSE(budget.try_take(1));
}

TEST(MemoryBudget, HasNoEndWhereNoneIsGiven) {
  MemoryBudget budget;
  EXPECT_TRUE(budget.try_take(SIZE_MAX / 2));
}

}  // namespace
}  // namespace flowsnoop
