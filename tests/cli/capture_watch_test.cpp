#include "cli/capture_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace flowsnoop {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Losing : public PacketSource {
 public:
  ReadStatus read(PacketBatch&) override { return ReadStatus::kEnd; }
  std::span<const Interface> interfaces() const override { return interfaces_; }
  CaptureDrops drops() const override { return lost; }
  std::vector<InterfaceChange> take_interface_changes() override {
    return std::exchange(changes, {});
  }

  CaptureDrops lost;
  std::span<const Damage> damages() const override { return broken; }

  std::vector<InterfaceChange> changes;
  std::vector<Damage> broken;

 private:
  std::vector<Interface> interfaces_{{"eth0", LinkType::kEthernet, 0, {}},
                                     {"eth1", LinkType::kEthernet, 0, {}}};
};

class Watch : public testing::Test {
 protected:
  explicit Watch(seconds interval = seconds(0))
      : watch_(interval,
               {.say = [this](const std::string& line) { lines_.push_back(line); },
                .tell = [this](const CaptureInterval& told) { told_.push_back(told); }},
               {}) {}

  // `second`: since the run began.
  void look(int second) {
    watch_.look(source_, counts_, CaptureWatch::Clock::time_point(seconds(second)), 0);
  }
  void finish(int second) {
    watch_.finish(source_, counts_, CaptureWatch::Clock::time_point(seconds(second)), 0);
  }
  std::vector<std::string> take_lines() { return std::exchange(lines_, {}); }

  Losing source_;
  CaptureWatch::Counts counts_;
  std::vector<std::string> lines_;
  std::vector<CaptureInterval> told_;
  CaptureWatch watch_;
};

TEST_F(Watch, IsSilentWhileNothingIsLost) {
  for (int second = 0; second < 100; ++second) {
    counts_.packets += 10;
    look(second);
  }
  EXPECT_THAT(take_lines(), IsEmpty());
  finish(100);
  EXPECT_THAT(take_lines(), ElementsAre("1,000 packets in 1m 40s, none lost"));
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(Watch, TellsALossWithinASecondAndOfThatSecond) {
  counts_.packets = 1'000;
  look(99);
  counts_.packets = 1'010;
  source_.lost.kernel = 5;
  look(100);
  EXPECT_THAT(take_lines(), ElementsAre("10 packets in 1.00 s, 5 lost (5 by the kernel)"));
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0].counts.packets, 10U);
  EXPECT_EQ(told_[0].total.packets, 1'010U);
  EXPECT_EQ(told_[0].end_ns - told_[0].start_ns, 1'000'000'000);
}

TEST_F(Watch, TellsManyLossesInFewLines) {
  for (int second = 0; second < 100; ++second) {
    source_.lost.queue += 7;
    look(second);
  }
  EXPECT_EQ(lines_.size(), 10U);
  EXPECT_EQ(take_lines()[1], "0 packets in 10.0 s, 70 lost (70 by the queue)");
  finish(100);
  EXPECT_THAT(take_lines(), ElementsAre("0 packets in 10.0 s, 63 lost (63 by the queue)",
                                        "0 packets in 1m 40s, 700 lost (700 by the queue)"));
  std::uint64_t lost = 0;
  for (const CaptureInterval& interval : told_) lost += interval.counts.drops.queue;
  EXPECT_EQ(lost, 700U);
}

TEST_F(Watch, SaysHowItGoesWhenAsked) {
  counts_ = {.packets = 12, .records = 1, .missed_bytes = 2'000};
  watch_.tell_so_far(source_, counts_, CaptureWatch::Clock::time_point(seconds(3)));
  EXPECT_THAT(take_lines(), ElementsAre("12 packets in 3.00 s, none lost; 1 record so far, 2.0 KB "
                                        "missed by TCP"));
}

TEST_F(Watch, TellsInterfacesThatGoAwayAndComeBack) {
  source_.changes = {{1, InterfaceState::kDown}, {1, InterfaceState::kGone}};
  look(0);
  EXPECT_THAT(take_lines(), ElementsAre("eth1 is down: waiting for it to come back",
                                        "eth1 has gone: waiting for an interface of that name"));
  source_.changes = {{1, InterfaceState::kUp}};
  look(0);  // at once, not when a second is over
  EXPECT_THAT(take_lines(), ElementsAre("eth1 is back"));
  counts_.missed_bytes = 1'460;
  finish(1);
  EXPECT_THAT(take_lines(), ElementsAre("0 packets in 1.00 s, none lost",
                                        "TCP acknowledged 1,460 bytes that were not captured",
                                        "eth1 was down 1 time"));
}

TEST_F(Watch, TellsOnceWhatWillNotComeBack) {
  source_.broken = {{"eth1", 0, "it melted"}};
  look(0);
  look(1);
  EXPECT_THAT(take_lines(), ElementsAre("eth1: it melted"));
}

class WatchWithInterval : public Watch {
 protected:
  WatchWithInterval() : Watch(seconds(5)) {}
};

TEST_F(WatchWithInterval, TellsEveryInterval) {
  for (int second = 0; second <= 11; ++second) {
    look(second);
    ++counts_.packets;
  }
  EXPECT_THAT(take_lines(),
              ElementsAre("5 packets in 5.00 s, none lost", "5 packets in 5.00 s, none lost"));
  finish(12);
  EXPECT_THAT(take_lines(),
              ElementsAre("2 packets in 2.00 s, none lost", "12 packets in 12.0 s, none lost"));
  EXPECT_EQ(told_.size(), 3U);
}

}  // namespace
}  // namespace flowsnoop
