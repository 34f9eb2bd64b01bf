#include "engine/record_batch.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

TEST(RecordBatch, KeepsTheOrderAndBeginsAnew) {
  RecordBatch batch;
  Flow flow;
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(batch.items().empty());
    for (std::size_t i = 0; i < RecordBatch::kCapacity; ++i) {
      EXPECT_FALSE(batch.is_full());
      batch.add({&flow, EndReason::kClosed}).record.flow_id = i;
    }
    EXPECT_TRUE(batch.is_full());
    ASSERT_EQ(batch.items().size(), RecordBatch::kCapacity);
    for (std::size_t i = 0; i < RecordBatch::kCapacity; ++i) {
      EXPECT_EQ(batch.items()[i].record.flow_id, i);
      EXPECT_EQ(batch.items()[i].ended.flow, &flow);
    }
    batch.clear();
  }
}

}  // namespace
}  // namespace flowsnoop
