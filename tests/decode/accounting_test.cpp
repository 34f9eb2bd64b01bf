#include "flowsnoop/accounting.h"

#include <gtest/gtest.h>

#include <set>

namespace flowsnoop {
namespace {

TEST(Accounting, NamesEveryBucketDifferently) {
  std::set<std::string_view> names;
  std::set<std::string_view> descriptions;
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
    names.insert(to_string(static_cast<FrameBucket>(i)));
    descriptions.insert(describe(static_cast<FrameBucket>(i)));
  }
  EXPECT_EQ(names.size(), kFrameBucketCount);
  EXPECT_EQ(descriptions.size(), kFrameBucketCount);
  EXPECT_FALSE(names.contains(""));
  EXPECT_FALSE(descriptions.contains(""));
}

TEST(Accounting, KeepsNamesInTheOrderOfTheBuckets) {
  EXPECT_EQ(to_string(FrameBucket::kTcpFlow), "tcp_flow");
  EXPECT_EQ(describe(FrameBucket::kTcpFlow), "in TCP flows");
  EXPECT_EQ(to_string(FrameBucket::kNonIp), "non_ip");
  EXPECT_EQ(describe(FrameBucket::kNonIp), "non-IP");
  EXPECT_EQ(to_string(FrameBucket::kMalformedTransport), "malformed_transport");
}

TEST(Accounting, SumsToTheFramesAdded) {
  Accounting accounting;
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) accounting.add(static_cast<FrameBucket>(i));
  accounting.add(FrameBucket::kFiltered, 10);
  EXPECT_EQ(accounting.frames(FrameBucket::kFiltered), 11u);
  EXPECT_EQ(accounting.frames(FrameBucket::kArp), 1u);
  EXPECT_EQ(accounting.total(), kFrameBucketCount + 10);
}

}  // namespace
}  // namespace flowsnoop
