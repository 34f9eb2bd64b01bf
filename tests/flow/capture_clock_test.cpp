#include "flow/capture_clock.h"

#include <gtest/gtest.h>

#include <limits>

namespace flowsnoop {
namespace {

using Step = CaptureClock::Step;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond_ns;
constexpr std::int64_t kYear = 365 * 86400 * kSecond_ns;

CaptureClock started() {
  CaptureClock clock;
  clock.hear(kStart);
  return clock;
}

TEST(CaptureClock, BeginsWithTheFirstPacketWhateverItsTime) {
  for (const std::int64_t time_ns : {kStart, -kStart, kSecond_ns}) {
    CaptureClock clock;
    EXPECT_NE(clock.hear(time_ns), Step::kBack);
    EXPECT_EQ(clock.now_ns(), time_ns);
  }
}

TEST(CaptureClock, GoesForwardAndIgnoresSmallStepsBack) {
  CaptureClock clock = started();
  EXPECT_EQ(clock.hear(kStart + 5), Step::kForward);
  EXPECT_EQ(clock.hear(kStart + 2), Step::kNone);
  EXPECT_EQ(clock.hear(kStart + 5), Step::kNone);
  EXPECT_EQ(clock.now_ns(), kStart + 5);
  EXPECT_EQ(clock.hear(kStart + CaptureClock::kOrdinaryStep_ns), Step::kForward);
  EXPECT_EQ(clock.hear(kStart), Step::kNone);
}

TEST(CaptureClock, DoesNotBelieveOneTimeThatIsFarOff) {
  for (const std::int64_t far : {10 * kYear, -10 * kYear, CaptureClock::kOrdinaryStep_ns + 1}) {
    CaptureClock clock = started();
    EXPECT_EQ(clock.hear(kStart + far), Step::kNone);
    EXPECT_EQ(clock.now_ns(), kStart);
    EXPECT_EQ(clock.hear(kStart + 1), Step::kForward);
  }
}

TEST(CaptureClock, BelievesAFarTimeThatSeveralInARowAgreeWith) {
  for (const std::int64_t far : {kYear, -kYear}) {
    CaptureClock clock = started();
    for (int i = 1; i < CaptureClock::kAgreeing; ++i) {
      EXPECT_EQ(clock.hear(kStart + far + i), Step::kNone) << i;
    }
    EXPECT_EQ(clock.hear(kStart + far), far > 0 ? Step::kForward : Step::kBack);
    EXPECT_EQ(clock.now_ns(), kStart + far);
  }
}

TEST(CaptureClock, TakesTimesThatDisagreeForSingleOnes) {
  CaptureClock clock = started();
  for (int i = 1; i < 20; ++i) EXPECT_EQ(clock.hear(kStart + i * kYear), Step::kNone);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(clock.hear(kStart + kYear), Step::kNone);
    EXPECT_NE(clock.hear(kStart), Step::kBack) << "a near time in between";
  }
}

// Whatever hear_ordinary() takes is what hear() would have made of the same times, in any order.
TEST(CaptureClock, HearsOrdinaryTimesTogetherAsOneByOne) {
  constexpr std::int64_t kHour = CaptureClock::kOrdinaryStep_ns;
  int taken = 0;
  for (const std::int64_t earliest :
       {-kHour - 1, -kHour, std::int64_t{-1}, std::int64_t{1}, kHour}) {
    for (const std::int64_t latest : {-kHour, std::int64_t{0}, kHour - 1, kHour, kHour + 1}) {
      if (earliest > latest) continue;
      CaptureClock together = started();
      const bool took = together.hear_ordinary(kStart + earliest, kStart + latest);
      taken += took ? 1 : 0;
      EXPECT_EQ(took, earliest >= -kHour && latest <= kHour && latest - earliest <= kHour)
          << earliest << " " << latest;
      for (const bool forth : {true, false}) {
        CaptureClock apart = started();
        if (took) {
          apart.hear(kStart + (forth ? earliest : latest));
          apart.hear(kStart + (forth ? latest : earliest));
        }
        EXPECT_EQ(together.now_ns(), apart.now_ns()) << earliest << " " << latest;
      }
    }
  }
  EXPECT_GE(taken, 4);
}

TEST(CaptureClock, HearingOrdinaryTimesInterruptsThoseThatAgree) {
  CaptureClock clock = started();
  for (int i = 1; i < CaptureClock::kAgreeing; ++i) clock.hear(kStart + kYear);
  EXPECT_TRUE(clock.hear_ordinary(kStart, kStart));
  EXPECT_EQ(clock.hear(kStart + kYear), Step::kNone);
}

TEST(CaptureClock, HearsNoOrdinaryTimeBeforeTheFirst) {
  CaptureClock clock;
  EXPECT_FALSE(clock.hear_ordinary(kStart, kStart));
}

TEST(CaptureClock, OverflowsForNoTime) {
  CaptureClock clock;
  clock.hear(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(clock.hear(std::numeric_limits<std::int64_t>::min()), Step::kNone);
  EXPECT_EQ(clock.now_ns(), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace flowsnoop
