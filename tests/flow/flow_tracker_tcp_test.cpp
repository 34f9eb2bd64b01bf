// What a FlowTracker keeps of TCP connections from record to record and from flow to flow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "flow/flow_recorder.h"
#include "flow/flow_script.h"
#include "flow/flow_tracker.h"
#include "flow/tcp_report.h"

namespace flowsnoop {
namespace {

using test::FlowScript;
using test::Socket;
using testing::ElementsAre;

constexpr Socket kClient{"192.0.2.1", 40000};  // the low side of the pair
constexpr Socket kServer{"198.51.100.7", 443};

// Reports while the flow is there.
class Reporter : public test::FlowRecorder {
 public:
  void on_flow_end(const Flow& flow, EndReason reason) override {
    has_tcp.push_back(flow.is_tcp());
    if (flow.is_tcp()) report_tcp(flow, Side::kLow, reports.emplace_back());
    FlowRecorder::on_flow_end(flow, reason);
  }

  std::vector<std::string> histories() const {
    std::vector<std::string> result;
    for (const TcpRecord& report : reports) result.emplace_back(report.history_text());
    return result;
  }
  std::vector<std::uint64_t> client_retransmissions() const {
    std::vector<std::uint64_t> result;
    for (const TcpRecord& report : reports) result.push_back(report.client.retransmissions);
    return result;
  }

  std::vector<bool> has_tcp;
  std::vector<TcpRecord> reports;
};

Reporter track(const FlowScript& script, const FlowTimeouts& timeouts = {}) {
  Reporter reporter;
  FlowTracker tracker(timeouts, {1, 2}, reporter);
  tracker.add(script.packets());
  tracker.finish();
  return reporter;
}

FlowScript& repeat_data(FlowScript& script, std::uint32_t sequence) {
  return script.tcp(kClient, kServer, {.sequence = sequence, .payload_length = 100})
      .tcp(kClient, kServer, {.sequence = sequence, .payload_length = 100});
}

TEST(FlowTrackerTcp, KnowsNothingOfTcpInUdp) {
  FlowScript script;
  script.udp(kClient, kServer, 10);
  EXPECT_THAT(track(script).has_tcp, ElementsAre(false));
}

TEST(FlowTrackerTcp, BeginsAnewWithAnotherConnection) {
  FlowScript script;
  script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  repeat_data(script, 101);
  script.tcp(kClient, kServer, {.flags = kTcpRst, .sequence = 201});
  script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 90000});
  const Reporter reporter = track(script);
  EXPECT_THAT(reporter.histories(), ElementsAre("SDTR", "S"));
  EXPECT_THAT(reporter.client_retransmissions(), ElementsAre(1, 0));
}

TEST(FlowTrackerTcp, CountsForEachRecordOfAConversation) {
  FlowScript script;
  script.tcp(kClient, kServer, {.flags = kTcpSyn, .sequence = 100});
  repeat_data(script, 101);
  script.at(20 * kSecond_ns);
  script.tcp(kClient, kServer, {.sequence = 101, .payload_length = 100});  // known from before
  script.tcp(kClient, kServer, {.sequence = 201, .payload_length = 100});
  const Reporter reporter = track(script, {.active_ns = 10 * kSecond_ns});
  EXPECT_THAT(reporter.client_retransmissions(), ElementsAre(1, 1));
  EXPECT_EQ(reporter.reports[1].client.unique_bytes, 100u);
}

// Each side acknowledges the other's FIN: it was told at the first of the two.
TEST(FlowTrackerTcp, TellsASimultaneousCloseWithItsLastAcknowledgment) {
  const auto segment = [](Socket from, Socket to, std::uint8_t flags, std::uint32_t sequence,
                          std::uint32_t acknowledgment) {
    FlowPacket packet =
        test::tcp_packet(from, to, {.flags = flags, .sequence = sequence, .payload_length = 0});
    packet.headers.tcp_acknowledgment = acknowledgment;
    return packet;
  };
  FlowScript script;
  script.add(segment(kClient, kServer, kTcpAck, 101, 501));
  script.add(segment(kServer, kClient, kTcpAck, 501, 101));
  script.add(segment(kClient, kServer, kTcpFin | kTcpAck, 101, 501));
  script.add(segment(kServer, kClient, kTcpFin | kTcpAck, 501, 101));
  script.add(segment(kClient, kServer, kTcpAck, 102, 502));
  script.add(segment(kServer, kClient, kTcpAck, 502, 102));
  const Reporter reporter = track(script);
  ASSERT_EQ(reporter.kinds().back(), FlowEventKind::kClosed);
  EXPECT_EQ(reporter.events.back().packets, 6u);
  EXPECT_EQ(reporter.events.size(), 2u);
  EXPECT_TRUE(reporter.reports[0].client.fin_acknowledged);
  EXPECT_TRUE(reporter.reports[0].server.fin_acknowledged);
}

TEST(FlowTrackerTcp, GivesARecycledFlowNothingOfTheOneBefore) {
  constexpr Socket kOther{"192.0.2.9", 41000};
  FlowScript script;
  repeat_data(script, 101);
  script.at(10'000 * kSecond_ns).udp(kOther, kServer);  // ends the first
  script.at(10'001 * kSecond_ns).tcp(kOther, kServer, {.sequence = 7});
  const Reporter reporter = track(script);
  EXPECT_THAT(reporter.histories(), ElementsAre("DT", "A"));
  EXPECT_THAT(reporter.client_retransmissions(), ElementsAre(1, 0));
}

}  // namespace
}  // namespace flowsnoop
