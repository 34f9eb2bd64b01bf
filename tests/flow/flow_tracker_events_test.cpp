// What a FlowTracker tells while conversations go on; flow_tracker_test.cpp has the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

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

constexpr Socket kClient{"192.0.2.1", 40000};
constexpr Socket kServer{"198.51.100.7", 443};
constexpr Socket kBystander{"203.0.113.1", 1};
constexpr std::uint8_t kSynAck = kTcpSyn | kTcpAck;
constexpr std::uint8_t kFinAck = kTcpFin | kTcpAck;

FlowRecorder track(const FlowScript& script, const FlowTimeouts& timeouts = {}) {
  FlowRecorder recorder;
  FlowTracker tracker(timeouts, {1, 2}, recorder);
  tracker.add(script.packets());
  tracker.finish();
  return recorder;
}

FlowScript handshake() {
  FlowScript script;
  script.at(1).tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  script.at(2).tcp(kServer, kClient, {.flags = kSynAck, .sequence = 500});
  script.at(3).tcp(kClient, kServer, {.sequence = 101});
  return script;
}

FlowScript until_both_fins() {
  FlowScript script = handshake();
  script.at(4).tcp(kClient, kServer, {.flags = kFinAck, .sequence = 101});
  script.at(5).tcp(kServer, kClient, {.flags = kFinAck, .sequence = 501});
  return script;
}

void expect_event(const FlowRecorder::Event& event, FlowEventKind kind, std::int64_t time_ns,
                  std::uint64_t packets) {
  EXPECT_EQ(event.kind, kind);
  EXPECT_EQ(event.time_ns, time_ns);
  EXPECT_EQ(event.packets, packets);
  EXPECT_EQ(event.flow_id, 1u);
}

TEST(FlowEvents, TellAHandshakeAndACloseWithTheTotalsThen) {
  FlowScript script = until_both_fins();
  script.at(6).tcp(kClient, kServer, {.sequence = 102});
  const FlowRecorder recorder = track(script);
  ASSERT_EQ(recorder.events.size(), 3u);
  expect_event(recorder.events[0], FlowEventKind::kSyn, 1, 1);
  expect_event(recorder.events[1], FlowEventKind::kEstablished, 3, 3);
  expect_event(recorder.events[2], FlowEventKind::kClosed, 6, 6);
  EXPECT_THAT(recorder.reasons(), ElementsAre(EndReason::kClosed));
}

TEST(FlowEvents, TellACloseAtTheEndWhereTheLastAckNeverComes) {
  const FlowScript script = until_both_fins();
  const FlowRecorder at_finish = track(script);
  ASSERT_EQ(at_finish.events.size(), 3u);
  expect_event(at_finish.events[2], FlowEventKind::kClosed, 5, 5);

  FlowScript goes_on = until_both_fins();
  goes_on.at(100 * kSecond_ns).udp(kBystander, kServer);
  const FlowRecorder in_time = track(goes_on);
  ASSERT_EQ(in_time.events.size(), 5u);
  expect_event(in_time.events[2], FlowEventKind::kClosed, 5, 5);
  EXPECT_EQ(in_time.reasons()[0], EndReason::kClosed);
}

TEST(FlowEvents, TellACloseBeforeThePortsAreUsedAgain) {
  FlowScript script = until_both_fins();
  script.at(6).tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 900});
  EXPECT_THAT(track(script).kinds(),
              ElementsAre(FlowEventKind::kSyn, FlowEventKind::kEstablished, FlowEventKind::kClosed,
                          FlowEventKind::kSyn, FlowEventKind::kEnded));
}

TEST(FlowEvents, TellAResetAndARefusalAndNothingAtTheirEnd) {
  FlowScript reset = handshake();
  reset.at(4).tcp(kServer, kClient, {.flags = kTcpRst, .sequence = 501});
  EXPECT_THAT(track(reset).kinds(),
              ElementsAre(FlowEventKind::kSyn, FlowEventKind::kEstablished, FlowEventKind::kReset));

  FlowScript refused;
  refused.at(1).tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  refused.at(2).tcp(kServer, kClient, {.flags = kTcpRst | kTcpAck, .sequence = 0});
  const FlowRecorder recorder = track(refused);
  ASSERT_EQ(recorder.events.size(), 2u);
  expect_event(recorder.events[1], FlowEventKind::kRefused, 2, 2);
}

TEST(FlowEvents, TellUdpAndTcpBegunEarlierAsNew) {
  FlowScript script;
  script.at(1).udp(kClient, kServer).udp(kServer, kClient);
  script.at(2).tcp(kServer, kClient).tcp(kClient, kServer);
  const FlowRecorder recorder = track(script);
  EXPECT_THAT(recorder.kinds(), ElementsAre(FlowEventKind::kNew, FlowEventKind::kNew,
                                            FlowEventKind::kEnded, FlowEventKind::kEnded));
  EXPECT_EQ(recorder.events[2].reason, EndReason::kCaptureEnd);
  EXPECT_EQ(recorder.events[2].time_ns, 1);
  EXPECT_EQ(recorder.events[2].packets, 2u);
}

TEST(FlowEvents, TellATimeoutAtTheTimeItRanOut) {
  FlowScript script;
  script.at(7).udp(kClient, kServer);
  script.at(1000 * kSecond_ns).udp(kBystander, kServer);
  const FlowRecorder recorder = track(script);
  ASSERT_EQ(recorder.events.size(), 4u);
  expect_event(recorder.events[1], FlowEventKind::kTimedOut, 7 + FlowTimeouts{}.udp_ns, 1);
  EXPECT_EQ(recorder.events[1].reason, EndReason::kIdleTimeout);
}

TEST(FlowEvents, TellTheEndOfARecordBeforeTheNextOneOfItsPortsBegins) {
  FlowScript script;
  script.at(0).udp(kClient, kServer);
  script.at(FlowTimeouts{}.udp_ns + 1).udp(kClient, kServer);
  const FlowRecorder recorder = track(script);
  EXPECT_THAT(recorder.kinds(), ElementsAre(FlowEventKind::kNew, FlowEventKind::kTimedOut,
                                            FlowEventKind::kNew, FlowEventKind::kEnded));
  EXPECT_EQ(recorder.events[2].flow_id, 2u);
}

TEST(FlowEvents, SayWhyARecordEnded) {
  FlowScript script = handshake();
  script.at(4).tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 900});
  script.at(20 * kSecond_ns).tcp(kServer, kClient, {.flags = kSynAck, .sequence = 700});
  FlowTimeouts timeouts;
  timeouts.active_ns = 10 * kSecond_ns;
  const FlowRecorder recorder = track(script, timeouts);
  ASSERT_THAT(recorder.kinds(),
              ElementsAre(FlowEventKind::kSyn, FlowEventKind::kEstablished, FlowEventKind::kEnded,
                          FlowEventKind::kSyn, FlowEventKind::kEnded, FlowEventKind::kEnded));
  EXPECT_EQ(recorder.events[2].reason, EndReason::kPortReuse);
  EXPECT_EQ(recorder.events[4].reason, EndReason::kActiveTimeout);
  EXPECT_EQ(recorder.events[5].reason, EndReason::kCaptureEnd);
}

// A close that the active timeout had told was told again with the last ACK.
TEST(FlowEvents, TellACloseOnceWhereTheActiveTimeoutComesBetweenTheLastFinAndItsAck) {
  FlowScript script = until_both_fins();
  script.at(10 * kSecond_ns).tcp(kClient, kServer, {.sequence = 102});
  FlowTimeouts timeouts;
  timeouts.active_ns = 9 * kSecond_ns;
  EXPECT_THAT(
      track(script, timeouts).kinds(),
      ElementsAre(FlowEventKind::kSyn, FlowEventKind::kEstablished, FlowEventKind::kClosed));
}

TEST(FlowEvents, ComeBeforeTheRecordTheyEnd) {
  FlowScript script;
  script.udp(kClient, kServer);
  const FlowRecorder recorder = track(script);
  ASSERT_EQ(recorder.log.size(), 3u);
  EXPECT_TRUE(recorder.log[1].starts_with("event"));
  EXPECT_TRUE(recorder.log[2].starts_with("end"));
}

// Of several that are overdue at once, too.
TEST(FlowEvents, ComeEachRightBeforeItsRecord) {
  FlowScript script;
  for (std::uint16_t port = 1; port <= 3; ++port) script.udp({"192.0.2.1", port}, kServer);
  script.at(1000 * kSecond_ns).udp(kBystander, kServer);
  const FlowRecorder recorder = track(script);
  std::string order;
  for (const std::string& line : recorder.log) order += line.starts_with("event") ? 'v' : 'n';
  EXPECT_EQ(order, "vvvvnvnvnvvn");  // three begin, three end, another one begins and ends
}

TEST(FlowEvents, AreNotToldToWhoDoesNotHearThem) {
  class Deaf : public FlowRecorder {
   public:
    bool hears_events() const override { return false; }
  } recorder;
  FlowTracker tracker({}, {1, 2}, recorder);
  tracker.add(until_both_fins().packets());
  tracker.finish();
  EXPECT_THAT(recorder.events, IsEmpty());
  EXPECT_EQ(recorder.ends.size(), 1u);
}

}  // namespace
}  // namespace flowsnoop
