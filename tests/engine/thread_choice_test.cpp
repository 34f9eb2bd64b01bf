#include "engine/thread_choice.h"

#include <gtest/gtest.h>

#include <map>

namespace flowsnoop {
namespace {

using Way = ThreadChoice::Way;

constexpr std::uint64_t kBefore = 4096;
constexpr std::size_t kBatch = 256;

std::int64_t now_ns = 0;
std::int64_t clock_ns() {
  return now_ns;
}

// Takes frames in batches, which take so long on either way, and counts them by way.
class ThreadChoiceTest : public testing::Test {
 protected:
  std::map<Way, std::uint64_t> take(std::uint64_t frames, int here_ns, int apart_ns) {
    std::map<Way, std::uint64_t> taken;
    for (std::uint64_t i = 0; i < frames; i += kBatch) {
      const Way way = choice_.next(kBatch);
      now_ns += static_cast<std::int64_t>(kBatch) * (way == Way::kHere ? here_ns : apart_ns);
      taken[way] += kBatch;
    }
    return taken;
  }

  ThreadChoice choice_{kBefore, clock_ns};
};

TEST_F(ThreadChoiceTest, TakesTheFirstFramesHere) {
  EXPECT_EQ(take(kBefore, 100, 1)[Way::kApart], 0u);
}

TEST_F(ThreadChoiceTest, StaysApartWhereThatIsFaster) {
  auto taken = take(10'000'000, 100, 60);
  EXPECT_GT(taken[Way::kHere], kBefore);
  EXPECT_LT(taken[Way::kHere], 500'000u);
}

TEST_F(ThreadChoiceTest, StaysHereWhereThatIsFaster) {
  auto taken = take(10'000'000, 60, 100);
  EXPECT_GT(taken[Way::kApart], 2 * ThreadChoice::kTrialFrames);
  EXPECT_LT(taken[Way::kApart], 500'000u);
}

TEST_F(ThreadChoiceTest, StaysHereWhereAnotherThreadHardlyHelps) {
  auto taken = take(10'000'000, 100, 95);
  EXPECT_LT(taken[Way::kApart], 500'000u);
}

TEST_F(ThreadChoiceTest, ChangesWithTheTraffic) {
  take(10'000'000, 60, 100);
  auto taken = take(10'000'000, 100, 60);
  EXPECT_GT(taken[Way::kApart], 8'000'000u);
  taken = take(10'000'000, 60, 100);
  EXPECT_GT(taken[Way::kHere], 8'000'000u);
}

TEST_F(ThreadChoiceTest, TriesMoreOftenAfterAChange) {
  take(10'000'000, 60, 100);
  const std::uint64_t seldom = take(1'000'000, 60, 100)[Way::kApart];
  EXPECT_LE(seldom, 2 * ThreadChoice::kTrialFrames);
  // Until the change is noticed, and one stretch longer than a trial is.
  while (take(3 * ThreadChoice::kTrialFrames, 100, 60)[Way::kHere] != 0) {
  }
  EXPECT_GT(take(1'000'000, 100, 60)[Way::kHere], 2 * seldom);
}

// A source may give any number of packets at once.
TEST_F(ThreadChoiceTest, MeasuresByTheFramesThatWereTaken) {
  std::map<Way, std::uint64_t> taken;
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t frames = i % 50 == 0 ? 32'768 : kBatch;
    const Way way = choice_.next(frames);
    now_ns += static_cast<std::int64_t>(frames) * (way == Way::kHere ? 100 : 60);
    taken[way] += frames;
  }
  EXPECT_GT(taken[Way::kApart], 9 * taken[Way::kHere]);
}

TEST_F(ThreadChoiceTest, NeedsNoClockWhereThereIsNoChoice) {
  for (const std::uint64_t before : {std::uint64_t{0}, UINT64_MAX}) {
    choice_ = ThreadChoice(before, nullptr);
    auto taken = take(10'000'000, 1, 1);
    EXPECT_EQ(taken[Way::kApart], before == 0 ? taken[Way::kApart] + taken[Way::kHere] : 0u);
  }
}

}  // namespace
}  // namespace flowsnoop
