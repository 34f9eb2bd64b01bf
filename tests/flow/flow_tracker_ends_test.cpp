// When and why a FlowTracker ends records; flow_tracker_test.cpp has the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "flow/flow_recorder.h"
#include "flow/flow_script.h"
#include "flow/flow_tracker.h"

namespace flowsnoop {
namespace {

using test::FlowRecorder;
using test::FlowScript;
using test::Socket;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Socket kClient{"192.0.2.1", 40000};  // the low side of the pair
constexpr Socket kServer{"198.51.100.7", 443};
constexpr HashKey kHashKey{1, 2};
constexpr std::int64_t kTick_ns = std::int64_t{1} << 30;  // of the timer wheel
constexpr std::uint8_t kSynAck = kTcpSyn | kTcpAck;
constexpr std::uint8_t kFinAck = kTcpFin | kTcpAck;

// Timeouts that differ from each other, and none a whole number of ticks.
constexpr FlowTimeouts kTimeouts{.tcp_established_ns = 400 * kSecond_ns,
                                 .tcp_half_open_ns = 100 * kSecond_ns,
                                 .tcp_closed_ns = 15 * kSecond_ns,
                                 .udp_ns = 60 * kSecond_ns,
                                 .active_ns = 0};

FlowRecorder track(const FlowScript& script, const FlowTimeouts& timeouts = kTimeouts) {
  FlowRecorder recorder;
  FlowTracker tracker(timeouts, kHashKey, recorder);
  tracker.add(script.packets());
  tracker.finish();
  EXPECT_EQ(tracker.flows_alive(), 0u);
  return recorder;
}

struct Silence {
  const char* what;
  FlowScript script;  // its packets are at time 0
  std::int64_t timeout_ns;
  EndReason reason;
  FlowState state;
};

std::vector<Silence> silences() {
  const auto syn = [](FlowScript script = {}) {
    return script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  };
  const auto handshake = [&] {
    return syn()
        .tcp(kServer, kClient, {.flags = kSynAck, .sequence = 500})
        .tcp(kClient, kServer, {.sequence = 101});
  };
  const auto half = [&] { return handshake().tcp(kClient, kServer, {.flags = kFinAck}); };
  using enum FlowState;
  const auto idle = EndReason::kIdleTimeout;
  return {
      {"UDP one way", FlowScript().udp(kClient, kServer), kTimeouts.udp_ns, idle, kOneWay},
      {"UDP two way", FlowScript().udp(kClient, kServer).udp(kServer, kClient), kTimeouts.udp_ns,
       idle, kTwoWay},
      {"SYN", syn(), kTimeouts.tcp_half_open_ns, idle, kSynSent},
      {"SYN-ACK", syn().tcp(kServer, kClient, {.flags = kSynAck}), kTimeouts.tcp_half_open_ns, idle,
       kSynReceived},
      {"established", handshake(), kTimeouts.tcp_established_ns, idle, kEstablished},
      {"joined late", FlowScript().tcp(kClient, kServer), kTimeouts.tcp_established_ns, idle,
       kEstablished},
      {"one FIN", half(), kTimeouts.tcp_half_open_ns, idle, kHalfClosed},
      {"both FINs", half().tcp(kServer, kClient, {.flags = kFinAck}), kTimeouts.tcp_closed_ns,
       EndReason::kClosed, kClosed},
      {"RST", handshake().tcp(kServer, kClient, {.flags = kTcpRst}), kTimeouts.tcp_closed_ns,
       EndReason::kReset, kReset},
      {"refused", syn().tcp(kServer, kClient, {.flags = kTcpRst}), kTimeouts.tcp_closed_ns,
       EndReason::kReset, kRefused},
  };
}

// A packet without flags belongs to whatever the state is, and does not change it.
FlowPacket one_more(const FlowScript& script) {
  FlowPacket packet = test::udp_packet(kClient, kServer);
  packet.headers.protocol = script.packets()[0].headers.protocol;
  return packet;
}

TEST(FlowTracker, ContinuesAConversationThatWasSilentForExactlyItsTimeout) {
  for (Silence& silence : silences()) {
    const std::size_t packets = silence.script.packets().size();
    silence.script.at(silence.timeout_ns).add(one_more(silence.script));
    const FlowRecorder recorder = track(silence.script);
    ASSERT_EQ(recorder.ends.size(), 1u) << silence.what;
    EXPECT_EQ(recorder.ends[0].flow.sent[0].packets + recorder.ends[0].flow.sent[1].packets,
              packets + 1)
        << silence.what;
  }
}

TEST(FlowTracker, BeginsAnotherConversationAfterALongerSilence) {
  for (Silence& silence : silences()) {
    const std::size_t packets = silence.script.packets().size();
    silence.script.at(silence.timeout_ns + 1).add(one_more(silence.script));
    const FlowRecorder recorder = track(silence.script);
    ASSERT_EQ(recorder.ends.size(), 2u) << silence.what;
    EXPECT_EQ(recorder.ends[0].reason, silence.reason) << silence.what;
    EXPECT_EQ(recorder.ends[0].flow.state, silence.state) << silence.what;
    EXPECT_EQ(recorder.ends[0].flow.end_ns, 0) << silence.what;
    EXPECT_EQ(recorder.ends[1].flow.flow_id, packets + 1) << silence.what;
    EXPECT_EQ(recorder.ends[1].flow.start_ns, silence.timeout_ns + 1) << silence.what;
    EXPECT_EQ(recorder.ends[1].flow.sent[0].packets, 1u) << silence.what;
    EXPECT_EQ(recorder.ends[1].flow.first_sender, Side::kLow) << silence.what;
  }
}

TEST(FlowTracker, EndsSilentConversationsAsTheClockMovesOn) {
  for (const Silence& silence : silences()) {
    FlowRecorder recorder;
    FlowTracker tracker(kTimeouts, kHashKey, recorder);
    tracker.add(silence.script.packets());
    tracker.advance_clock(silence.timeout_ns);
    EXPECT_THAT(recorder.ends, IsEmpty()) << silence.what;
    EXPECT_EQ(tracker.flows_alive(), 1u) << silence.what;
    tracker.advance_clock(silence.timeout_ns + 2 * kTick_ns);
    EXPECT_THAT(recorder.reasons(), ElementsAre(silence.reason)) << silence.what;
    EXPECT_EQ(tracker.flows_alive(), 0u) << silence.what;
  }
}

// The flow comes up in the wheel exactly when it has been silent for its timeout, not longer.
TEST(FlowTracker, LetsTheClockEndNothingAtExactlyTheTimeout) {
  const std::int64_t due_tick_ns = (kTimeouts.udp_ns / kTick_ns + 1) * kTick_ns;
  FlowScript script;
  script.at(0).udp(kClient, kServer);
  script.at(due_tick_ns - kTimeouts.udp_ns).udp(kClient, kServer);
  FlowRecorder recorder;
  FlowTracker tracker(kTimeouts, kHashKey, recorder);
  tracker.add(script.packets());
  tracker.advance_clock(due_tick_ns);
  EXPECT_THAT(recorder.ends, IsEmpty());
  tracker.advance_clock(due_tick_ns + kTick_ns);
  EXPECT_THAT(recorder.reasons(), ElementsAre(EndReason::kIdleTimeout));
}

TEST(FlowTracker, ProlongsALifeWithEveryPacket) {
  FlowScript script;
  for (int i = 0; i < 20; ++i) script.at(i * 59 * kSecond_ns).udp(kClient, kServer);
  FlowRecorder recorder;
  FlowTracker tracker(kTimeouts, kHashKey, recorder);
  for (const FlowPacket& packet : script.packets()) {
    tracker.advance_clock(packet.timestamp_ns);
    tracker.add({&packet, 1});
  }
  EXPECT_THAT(recorder.ends, IsEmpty());
  tracker.finish();
  EXPECT_EQ(recorder.ends[0].flow.sent[0].packets, 20u);
}

TEST(FlowTracker, EndsTheConversationBeforeASynThatTakesItsPorts) {
  FlowScript script;
  script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  script.tcp(kServer, kClient, {.flags = kSynAck, .sequence = 500});
  script.at(kSecond_ns).tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 900});
  script.tcp(kServer, kClient, {.flags = kSynAck, .sequence = 1500});
  const FlowRecorder recorder = track(script);
  EXPECT_THAT(recorder.reasons(), ElementsAre(EndReason::kPortReuse, EndReason::kCaptureEnd));
  EXPECT_THAT(recorder.flow_ids(), ElementsAre(1, 3));
  const Flow& second = recorder.ends[1].flow;
  EXPECT_EQ(second.state, FlowState::kSynReceived);
  EXPECT_EQ(second.syn_frame[0], 3u);
  EXPECT_EQ(second.syn_ack_frame[1], 4u);
  EXPECT_EQ(second.start_ns, kSecond_ns);
  EXPECT_EQ(second.sent[1].packets, 1u);
}

TEST(FlowTracker, TakesARepeatedSynIntoTheSameConversation) {
  FlowScript script;
  for (int i = 0; i < 3; ++i) {
    script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  }
  EXPECT_THAT(track(script).reasons(), ElementsAre(EndReason::kCaptureEnd));
}

TEST(FlowTracker, SaysAtTheEndOfTheCaptureWhatWasOverAlready) {
  for (const Silence& silence : silences()) {
    const EndReason expected =
        silence.reason == EndReason::kIdleTimeout ? EndReason::kCaptureEnd : silence.reason;
    EXPECT_THAT(track(silence.script).reasons(), ElementsAre(expected)) << silence.what;
  }
}

TEST(FlowTracker, GoesOnAfterFinishWithNothingOfWhatWas) {
  FlowScript script;
  script.udp(kClient, kServer);
  FlowRecorder recorder;
  FlowTracker tracker(kTimeouts, kHashKey, recorder);
  tracker.add(script.packets());
  tracker.finish();
  tracker.add(script.packets());
  tracker.finish();
  tracker.finish();
  tracker.advance_clock(1000 * kSecond_ns);
  ASSERT_EQ(recorder.ends.size(), 2u);
  EXPECT_EQ(recorder.ends[1].flow.sent[0].packets, 1u);
}

// ---- the active timeout

constexpr FlowTimeouts with_active_timeout(std::int64_t active_ns) {
  FlowTimeouts timeouts = kTimeouts;
  timeouts.active_ns = active_ns;
  return timeouts;
}

TEST(FlowTracker, SplitsALongConversationAtExactlyTheActiveTimeout) {
  FlowScript script;
  script.at(0).udp(kServer, kClient, 1);
  script.at(10 * kSecond_ns - 1).udp(kClient, kServer, 2);
  script.at(10 * kSecond_ns).udp(kClient, kServer, 4);
  script.at(20 * kSecond_ns - 1).udp(kClient, kServer, 8);
  script.at(20 * kSecond_ns).udp(kServer, kClient, 16);
  const FlowRecorder recorder = track(script, with_active_timeout(10 * kSecond_ns));
  EXPECT_THAT(recorder.reasons(), ElementsAre(EndReason::kActiveTimeout, EndReason::kActiveTimeout,
                                              EndReason::kCaptureEnd));
  EXPECT_THAT(recorder.flow_ids(), ElementsAre(1, 3, 5));
  const Flow& second = recorder.ends[1].flow;
  EXPECT_EQ(second.start_ns, 10 * kSecond_ns);
  EXPECT_EQ(second.end_ns, 20 * kSecond_ns - 1);
  EXPECT_EQ(second.sent[0].payload_bytes, 12u);
  EXPECT_EQ(second.sent[1].packets, 0u);
  EXPECT_THAT(recorder.kinds(), ElementsAre(FlowEventKind::kNew, FlowEventKind::kEnded,
                                            FlowEventKind::kEnded, FlowEventKind::kEnded));
}

TEST(FlowTracker, KeepsAcrossASplitWhatIsKnownOfTheConversation) {
  FlowScript script;
  script.at(0).tcp(kServer, kClient, {.flags = kSynAck, .sequence = 500});
  script.at(1).tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  script.at(2).tcp(kClient, kServer);
  script.at(10 * kSecond_ns).tcp(kClient, kServer);
  const FlowRecorder recorder = track(script, with_active_timeout(10 * kSecond_ns));
  ASSERT_EQ(recorder.ends.size(), 2u);
  const Flow& second = recorder.ends[1].flow;
  EXPECT_EQ(second.flow_id, 4u);
  EXPECT_EQ(second.first_frame, 1u);
  EXPECT_EQ(second.first_sender, Side::kHigh);
  EXPECT_EQ(second.syn_frame[0], 2u);
  EXPECT_EQ(second.syn_ack_frame[1], 1u);
  EXPECT_EQ(second.state, FlowState::kEstablished);
}

TEST(FlowTracker, NeverSplitsWithoutAnActiveTimeout) {
  FlowScript script;
  for (int i = 0; i < 1000; ++i) script.at(i * 50 * kSecond_ns).udp(kClient, kServer);
  EXPECT_THAT(track(script).reasons(), ElementsAre(EndReason::kCaptureEnd));
}

TEST(FlowTracker, EndsTheLastPartOfASplitConversationWhenItFallsSilent) {
  FlowScript script;
  script.at(0).udp(kClient, kServer);
  script.at(10 * kSecond_ns).udp(kClient, kServer);
  script.at(200 * kSecond_ns).udp({"203.0.113.1", 1}, {"203.0.113.2", 2});
  const FlowRecorder recorder = track(script, with_active_timeout(10 * kSecond_ns));
  EXPECT_THAT(recorder.reasons(), ElementsAre(EndReason::kActiveTimeout, EndReason::kIdleTimeout,
                                              EndReason::kCaptureEnd));
}

// One timestamp that was ten years off ended every flow, or none ever after.
TEST(FlowTracker, EndsNoFlowForASingleTimeThatIsFarOff) {
  constexpr std::int64_t kFar = 10LL * 365 * 86400 * kSecond_ns;
  for (const std::int64_t far : {kFar, -kFar}) {
    FlowScript script;
    script.at(kSecond_ns).udp(kClient, kServer);
    script.at(kSecond_ns + far).udp({"192.0.2.9", 1}, kServer);
    script.at(2 * kSecond_ns).udp(kClient, kServer);
    // The clock goes on: what is silent ends in time.
    script.at(200 * kSecond_ns).udp({"192.0.2.8", 1}, kServer);
    const FlowRecorder recorder = track(script);
    ASSERT_EQ(recorder.ends.size(), 3u);
    for (const FlowRecorder::End& end : recorder.ends) {
      if (end.flow.flow_id != 1) continue;
      EXPECT_EQ(end.flow.sent[0].packets, 2u);
      EXPECT_EQ(end.reason, EndReason::kIdleTimeout);
    }
  }
}

// A capture whose first packet had no time showed its SYN as a connection of its own.
TEST(FlowTracker, KnowsASynAckThatAnswersItsSynHoweverLate) {
  FlowScript script;
  script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  FlowPacket answer = test::tcp_packet(kServer, kClient, {.flags = kSynAck, .sequence = 500});
  answer.headers.tcp_acknowledgment = 101;
  script.at(40000 * kSecond_ns).add(answer);
  EXPECT_EQ(track(script).ends.size(), 1u);
  answer.headers.tcp_acknowledgment = 102;
  FlowScript another;
  another.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  another.at(40000 * kSecond_ns).add(answer);
  EXPECT_EQ(track(another).ends.size(), 2u);
}

// More than are told together.
TEST(FlowTracker, TellsEndsTogetherInTheirOrderWhileTheFlowsAreThere) {
  class Listener : public FlowRecorder {
   public:
    bool hears_events() const override { return false; }
    void on_flows_end(std::span<const EndedFlow> ended) override {
      EXPECT_LE(ended.size(), FlowTracker::kEndedTogether);
      most = std::max(most, ended.size());
      FlowRecorder::on_flows_end(ended);
    }
    std::size_t most = 0;
  } listener;
  FlowTracker tracker(kTimeouts, kHashKey, listener);
  constexpr std::uint16_t kFlows = 3 * FlowTracker::kEndedTogether + 1;
  FlowScript script;
  for (std::uint16_t port = 1; port <= kFlows; ++port) script.udp({"192.0.2.1", port}, kServer);
  script.at(200 * kSecond_ns).udp({"203.0.113.1", 1}, {"203.0.113.2", 2});
  tracker.add(script.packets());
  EXPECT_EQ(listener.most, FlowTracker::kEndedTogether);
  ASSERT_EQ(listener.ends.size(), kFlows);
  for (std::uint16_t i = 0; i < kFlows; ++i) {
    EXPECT_EQ(listener.ends[i].flow.flow_id, i + 1u);
    EXPECT_EQ(listener.ends[i].flow.key.port[0], i + 1u);
  }
  EXPECT_EQ(tracker.flows_alive(), 1u);
}

}  // namespace
}  // namespace flowsnoop
