#include "cli/live_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/live_sink.h"
#include "support/packet_builder.h"

namespace flowsnoop {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond;

// A machine: its clock is set now and then, and another one counts the time since it was started.
class Machine {
 public:
  explicit Machine(LiveClock& clock) : clock_(clock) { pass(0); }

  void pass(std::int64_t time_ns) {
    up_ns_ += time_ns;
    clock_.look(now_ns(), up_ns_);
  }
  void set_clock(std::int64_t by_ns) { set_by_ns_ += by_ns; }
  std::int64_t now_ns() const { return kStart + up_ns_ + set_by_ns_; }

 private:
  LiveClock& clock_;
  std::int64_t up_ns_ = 0;
  std::int64_t set_by_ns_ = 0;
};

TEST(LiveClock, IsTheSystemsWhileNobodySetsIt) {
  LiveClock clock;
  Machine machine(clock);
  for (int i = 0; i < 100; ++i) {
    machine.set_clock(LiveClock::kLeastStep_ns - 1);  // an adjustment
    machine.pass(kSecond);
    ASSERT_EQ(clock.now_ns(), machine.now_ns());
    ASSERT_EQ(clock.even_time(machine.now_ns() - 5), machine.now_ns() - 5);
  }
  EXPECT_EQ(clock.offset_ns(), 0);
}

TEST(LiveClock, GoesOnEvenlyWhenTheSystemsIsSet) {
  for (const std::int64_t step_ns : {kDay, -kDay, 2 * kSecond, -2 * kSecond}) {
    LiveClock clock;
    Machine machine(clock);
    machine.pass(60 * kSecond);
    machine.set_clock(step_ns);
    machine.pass(kSecond / 10);
    EXPECT_EQ(clock.offset_ns(), step_ns);
    EXPECT_EQ(clock.now_ns(), kStart + 60 * kSecond + kSecond / 10);
    machine.pass(60 * kSecond);
    EXPECT_EQ(clock.now_ns(), kStart + 120 * kSecond + kSecond / 10);
    EXPECT_EQ(clock.even_time(machine.now_ns()), clock.now_ns());
  }
}

TEST(LiveClock, TellsPacketsFromBeforeAStepFromThoseAfterIt) {
  for (const std::int64_t step_ns : {kDay, -kDay, 2 * kSecond, -2 * kSecond}) {
    LiveClock clock;
    Machine machine(clock);
    machine.pass(60 * kSecond);
    const std::int64_t before_ns = machine.now_ns() + kSecond / 20;
    machine.set_clock(step_ns);
    machine.pass(kSecond / 10);
    EXPECT_EQ(clock.even_time(before_ns), before_ns) << step_ns;
    EXPECT_EQ(clock.even_time(machine.now_ns() - 1), clock.now_ns() - 1) << step_ns;
  }
}

TEST(LiveClock, EverySetClockCounts) {
  LiveClock clock;
  Machine machine(clock);
  for (int i = 1; i <= 5; ++i) {
    machine.set_clock(kDay);
    machine.pass(kSecond);
    EXPECT_EQ(clock.now_ns(), kStart + i * kSecond);
    EXPECT_EQ(clock.offset_ns(), i * kDay);
  }
}

// What a run does, with an analyzer: a conversation that is silent for its timeout ends then, and
// no other one.
class Conversations : public RecordSink {
 public:
  Conversations()
      : machine_(clock_),
        sink_(*this, clock_),
        analyzer_({.timeouts = {.udp_ns = 300 * kSecond}}, sink_) {}

  void on_record(const FlowRecord& record) override { records.push_back(record); }

  // A datagram of the conversation, or silence, a second after what was before.
  void datagram() {
    static const test::Bytes kFrame = test::PacketBuilder()
                                          .ethernet()
                                          .ipv4("192.0.2.1", "198.51.100.7")
                                          .udp(40000, 9)
                                          .payload({1, 2, 3})
                                          .build();
    pass(1);
    const Packet packet = test::as_packet(kFrame, clock_.even_time(machine_.now_ns()), ++frames_);
    analyzer_.add_packets({&packet, 1});
  }
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      machine_.pass(kSecond);
      analyzer_.advance_clock(clock_.now_ns());
    }
  }
  void set_clock(std::int64_t by_ns) { machine_.set_clock(by_ns); }
  std::int64_t now_ns() const { return machine_.now_ns(); }

  std::vector<FlowRecord> records;

 private:
  LiveClock clock_;
  Machine machine_;
  LiveSink sink_;
  Analyzer analyzer_;
  std::uint64_t frames_ = 0;
};

TEST(LiveClock, ASetClockNeitherEndsNorFreezesConversations) {
  for (const std::int64_t step_ns : {kDay, -kDay, 1800 * kSecond, -1800 * kSecond}) {
    Conversations run;
    run.datagram();
    run.set_clock(step_ns);
    run.pass(200);
    run.datagram();
    EXPECT_TRUE(run.records.empty()) << step_ns;
    const std::int64_t last_ns = run.now_ns();
    run.pass(310);
    ASSERT_EQ(run.records.size(), 1U) << step_ns;
    EXPECT_EQ(run.records[0].client.packets, 2U);
    // In the times of the clock as it is now.
    EXPECT_EQ(run.records[0].end_ns, last_ns);
    EXPECT_EQ(run.records[0].start_ns, last_ns - 201 * kSecond);
  }
}

}  // namespace
}  // namespace flowsnoop
