#include "engine/revisions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace flowsnoop {
namespace {

using testing::ElementsAre;

constexpr std::int64_t kSecond = 1'000'000'000;

Flow ended(std::uint64_t id, std::int64_t end_ns) {
  Flow flow;
  flow.flow_id = id;
  flow.end_ns = end_ns;
  return flow;
}

std::vector<std::uint64_t> reviewed(Revisions& revisions, std::int64_t now_ns) {
  std::vector<std::uint64_t> ids;
  revisions.review_all(now_ns, [&](Revisions::Told& told) { ids.push_back(told.flow.flow_id); });
  return ids;
}

TEST(Revisions, AreDueOnceAMinute) {
  Revisions revisions;
  EXPECT_FALSE(revisions.is_due(5 * kSecond)) << "the first one only sets the clock";
  EXPECT_FALSE(revisions.is_due(64 * kSecond));
  EXPECT_TRUE(revisions.is_due(65 * kSecond));
  EXPECT_FALSE(revisions.is_due(66 * kSecond));
  EXPECT_TRUE(revisions.is_due(INT64_MAX));
}

TEST(Revisions, ReviewWhatIsKeptUntilItIsOld) {
  Revisions revisions;
  revisions.keep(ended(1, 0), EndReason::kClosed, Side::kLow);
  revisions.keep(ended(2, 300 * kSecond), EndReason::kClosed, Side::kLow);
  EXPECT_THAT(reviewed(revisions, 600 * kSecond), ElementsAre(1, 2));
  EXPECT_THAT(reviewed(revisions, 601 * kSecond), ElementsAre(1, 2)) << "a last time";
  EXPECT_THAT(reviewed(revisions, 602 * kSecond), ElementsAre(2));
}

TEST(Revisions, KeepABoundedNumber) {
  Revisions revisions;
  for (std::uint64_t id = 1; id <= Revisions::kMaxKept + 1; ++id) {
    revisions.keep(ended(id, 0), EndReason::kClosed, Side::kLow);
  }
  EXPECT_EQ(revisions.size(), Revisions::kMaxKept);
  EXPECT_EQ(reviewed(revisions, 0).front(), 2u) << "the first one made room";
}

}  // namespace
}  // namespace flowsnoop
