#include "engine/settler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

using testing::ElementsAre;

class Collector : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override {
    ids.push_back(record.flow_id);
    server_ports.push_back(record.server.port);
    revisions.push_back(record.revision);
  }
  void on_event(const FlowEvent& event) override {
    ++events;
    event_kinds.push_back(event.kind);
    event_server_ports.push_back(event.flow->server.port);
  }

  std::vector<std::uint64_t> ids;
  std::vector<std::uint16_t> server_ports;
  std::vector<int> revisions;
  int events = 0;
  std::vector<FlowEventKind> event_kinds;
  std::vector<std::uint16_t> event_server_ports;
};

IpAddress address(std::uint8_t last) {
  const std::uint8_t octets[] = {192, 0, 2, last};
  return IpAddress::from_ipv4(octets);
}

// A flow between a busy endpoint, 192.0.2.1:47311, and one of a host of its own with a lower port.
Flow flow_of(std::uint64_t id) {
  Flow flow;
  flow.flow_id = flow.first_frame = id;
  flow.key.address[0] = address(1);
  flow.key.address[1] = address(static_cast<std::uint8_t>(10 + id));
  flow.key.port[0] = 47311;
  flow.key.port[1] = static_cast<std::uint16_t>(33000 + 1000 * id);
  flow.key.protocol = kProtocolTcp;
  flow.key.ip_version = 4;
  flow.state = FlowState::kEstablished;
  flow.sent[0].packets = flow.sent[1].packets = 1;
  return flow;
}

Flow proven(Flow flow) {
  flow.syn_ack_frame[0] = flow.flow_id;
  return flow;
}

TEST(Settler, HandsAProvenConversationOnAtOnce) {
  Collector collector;
  Settler settler({.second_look = true}, {1, 2}, collector);
  settler.on_flow_end(proven(flow_of(3)), EndReason::kClosed);
  EXPECT_THAT(collector.ids, ElementsAre(3));
}

// More than are in a batch: each has its own TCP, and those that wait are left out.
TEST(Settler, HandsOnSeveralInTheirOrder) {
  class Histories : public RecordSink {
   public:
    void on_record(const FlowRecord& record) override {
      ids.push_back(record.flow_id);
      ASSERT_NE(record.tcp, nullptr);
      mss.push_back(record.tcp->server.mss);
    }
    void on_event(const FlowEvent&) override {}
    std::vector<std::uint64_t> ids;
    std::vector<std::uint64_t> mss;
  } histories;
  Settler settler({.second_look = true}, {1, 2}, histories);
  constexpr std::size_t kCount = 2 * RecordBatch::kCapacity + 3;
  constexpr std::size_t kWaits = 4;
  std::vector<Flow> flows;
  std::vector<EndedFlow> ended;
  flows.reserve(kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    flows.push_back(i == kWaits ? flow_of(i + 1) : proven(flow_of(i + 1)));
    flows[i].tcp.side[0].mss = static_cast<std::uint16_t>(100 + i);
    ended.push_back({&flows[i], EndReason::kClosed});
  }
  settler.on_flows_end(ended);
  ASSERT_EQ(histories.ids.size(), kCount - 1);
  for (std::size_t i = 0; i < kCount - 1; ++i) {
    const std::size_t flow = i < kWaits ? i : i + 1;
    EXPECT_EQ(histories.ids[i], flow + 1);
    EXPECT_EQ(histories.mss[i], 100 + flow);
  }
  settler.on_capture_end();
  EXPECT_EQ(histories.ids.back(), kWaits + 1);
}

// The flow's memory is somebody else's by the time its record is written.
TEST(Settler, KeepsTheTcpOfWhatWaits) {
  class Histories : public RecordSink {
   public:
    void on_record(const FlowRecord& record) override {
      ASSERT_NE(record.tcp, nullptr);
      texts.emplace_back(record.tcp->history_text());
      retransmissions.push_back(record.tcp->client.retransmissions +
                                record.tcp->server.retransmissions);
    }
    void on_event(const FlowEvent&) override {}
    std::vector<std::string> texts;
    std::vector<std::uint64_t> retransmissions;
  } histories;
  Settler settler({.second_look = true}, {1, 2}, histories);
  Flow flow = flow_of(3);
  TcpRare rare;
  flow.tcp_history = 4;  // `d` of the low side
  rare.side[0].retransmissions = 2;
  flow.rare = &rare;
  settler.on_flow_end(flow, EndReason::kClosed);
  flow.tcp_history = 0;
  rare = {};
  EXPECT_TRUE(histories.texts.empty());
  settler.on_capture_end();
  ASSERT_EQ(histories.texts.size(), 1u);
  EXPECT_THAT(histories.texts[0], testing::AnyOf("D", "^d"));
  EXPECT_THAT(histories.retransmissions, ElementsAre(2));
}

TEST(Settler, LetsTheOthersWaitUntilAllIsKnown) {
  Collector collector;
  Settler settler({.second_look = true}, {1, 2}, collector);
  settler.on_flow_end(flow_of(2), EndReason::kIdleTimeout);
  settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
  EXPECT_THAT(collector.ids, ElementsAre());
  const Flow proof = proven(flow_of(3));
  const Flow* const last[] = {&proof};
  settler.on_last_look(last);
  settler.on_capture_end();
  EXPECT_THAT(collector.ids, ElementsAre(1, 2)) << "in the order they began";
  EXPECT_THAT(collector.server_ports, ElementsAre(47311, 47311)) << "known from flow 3";
  settler.on_flow_end(flow_of(4), EndReason::kCaptureEnd);
  EXPECT_THAT(collector.ids, ElementsAre(1, 2, 4));
}

TEST(Settler, HandsOnHalfOfWhatWaitsWhereMemoryIsUsedUp) {
  Collector collector;
  Settler settler({.second_look = true}, {1, 2}, collector);
  EXPECT_FALSE(settler.give_back_memory()) << "nothing waits";
  for (std::uint64_t id = 1; id <= 3; ++id) {
    settler.on_flow_end(flow_of(id), EndReason::kIdleTimeout);
  }
  EXPECT_TRUE(settler.give_back_memory());
  EXPECT_THAT(collector.ids, ElementsAre(1, 2));
  settler.on_capture_end();
  EXPECT_THAT(collector.ids, ElementsAre(1, 2, 3));
}

TEST(Settler, LetsNothingWaitWhereThereIsNoMemory) {
  Collector collector;
  MemoryBudget budget(1);
  Settler settler({.second_look = true}, {1, 2}, collector, &budget);
  settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
  EXPECT_THAT(collector.ids, ElementsAre(1));
}

TEST(Settler, DecidesAtOnceWhereThereIsNoSecondLook) {
  Collector collector;
  Settler settler({.second_look = false}, {1, 2}, collector);
  settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
  EXPECT_THAT(collector.ids, ElementsAre(1));
  EXPECT_NE(collector.server_ports.front(), 47311) << "the lower port looks like the server";
}

TEST(Settler, TellsEventsOnlyWhereTheyAreAskedFor) {
  for (const bool events : {false, true}) {
    Collector collector;
    Settler settler({.events = events}, {1, 2}, collector);
    EXPECT_EQ(settler.hears_events(), events);
    if (!events) continue;
    Flow flow = flow_of(1);
    settler.on_flow_event(flow, FlowEventKind::kNew, 0, EndReason::kCaptureEnd);
    EXPECT_EQ(collector.events, 1);
  }
}

TEST(Settler, TellsARecordAnewWhenWhatIsLearnedLaterTurnsIt) {
  Collector collector;
  Settler settler({.revise = true}, {1, 2}, collector);
  settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
  settler.on_flow_end(proven(flow_of(3)), EndReason::kClosed);
  EXPECT_THAT(collector.ids, ElementsAre(1, 3));
  settler.on_capture_end();
  EXPECT_THAT(collector.ids, ElementsAre(1, 3, 1));
  EXPECT_THAT(collector.revisions, ElementsAre(0, 0, 1));
  EXPECT_NE(collector.server_ports[0], 47311);
  EXPECT_EQ(collector.server_ports[2], 47311);
}

TEST(Settler, RevisesWhileTheCaptureGoesOn) {
  Collector collector;
  Settler settler({.revise = true}, {1, 2}, collector);
  settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
  Flow later = proven(flow_of(3));
  later.end_ns = Revisions::kReviewEveryNs;
  settler.on_flow_end(later, EndReason::kClosed);
  EXPECT_THAT(collector.ids, ElementsAre(1, 3, 1));
  settler.on_capture_end();
  EXPECT_THAT(collector.ids, ElementsAre(1, 3, 1)) << "nothing has turned since";
}

TEST(Settler, KeepsNothingToReviseWhereThereIsNoMemory) {
  for (const std::size_t memory : {std::size_t{1}, std::size_t{1} << 20}) {
    Collector collector;
    MemoryBudget budget(memory);
    Settler settler({.revise = true}, {1, 2}, collector, &budget);
    settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
    settler.on_flow_end(proven(flow_of(3)), EndReason::kClosed);
    EXPECT_EQ(budget.used() > 0, memory > 1);
    settler.on_capture_end();
    EXPECT_EQ(collector.ids.size(), memory > 1 ? 3u : 2u);
  }
}

TEST(Settler, RevisesNothingThatIsCertain) {
  Collector collector;
  Settler settler({.revise = true}, {1, 2}, collector);
  Flow asked = flow_of(1);
  asked.syn_frame[0] = 1;
  settler.on_flow_end(asked, EndReason::kIdleTimeout);
  settler.on_flow_end(proven(flow_of(3)), EndReason::kClosed);
  settler.on_capture_end();
  EXPECT_THAT(collector.ids, ElementsAre(1, 3));
}

TEST(Settler, TellsAnEventWhenClientAndServerChangePlaces) {
  Collector collector;
  Settler settler({.events = true}, {1, 2}, collector);
  Flow flow = flow_of(1);
  settler.on_flow_event(flow, FlowEventKind::kNew, 0, EndReason::kCaptureEnd);
  flow.syn_ack_frame[0] = 9;
  settler.on_flow_event(flow, FlowEventKind::kClosed, 1, EndReason::kClosed);
  EXPECT_THAT(collector.event_kinds,
              ElementsAre(FlowEventKind::kNew, FlowEventKind::kRevised, FlowEventKind::kClosed));
  EXPECT_NE(collector.event_server_ports[0], 47311);
  EXPECT_EQ(collector.event_server_ports[1], 47311);
}

class Checker : public RecordSink {
 public:
  void on_record(const FlowRecord& record) override { records.push_back(record); }
  void on_self_check(const SelfCheck& check) override {
    truths.push_back(*check.truth);
    decided.push_back(*check.decided);
    client_spoke_first.push_back(check.client_spoke_first);
  }

  std::vector<FlowRecord> records;
  std::vector<FlowRecord> truths;
  std::vector<FlowRecord> decided;
  std::vector<bool> client_spoke_first;
};

// The high side asked, the low side (47311) answered and spoke first.
Flow with_handshake(Flow flow) {
  flow.syn_frame[1] = flow.flow_id;
  flow.syn_ack_frame[0] = flow.flow_id + 1;
  flow.first_sender = Side::kHigh;
  flow.spoke_after_handshake = true;
  flow.first_sender_after_handshake = Side::kLow;
  return flow;
}

TEST(SettlerSelfCheck, DecidesWithoutTheHandshakeAndKeepsTheTruthBeside) {
  Checker checker;
  Settler settler({.second_look = true, .self_check = true}, {1, 2}, checker);
  settler.on_flow_end(with_handshake(flow_of(1)), EndReason::kClosed);
  EXPECT_TRUE(checker.decided.empty()) << "it waits for the others";
  settler.on_capture_end();
  ASSERT_EQ(checker.decided.size(), 1u);
  EXPECT_EQ(checker.truths[0].server.port, 47311);
  EXPECT_EQ(checker.records[0].server.port, 47311) << "the record itself is not changed";
  const Roles& roles = checker.decided[0].roles;
  EXPECT_EQ(checker.decided[0].server.port, 34000) << "the lower port, registered or not";
  for (std::size_t i = 0; i < roles.evidence_count; ++i) {
    EXPECT_NE(roles.evidence[i].kind, EvidenceKind::kSyn);
    EXPECT_NE(roles.evidence[i].kind, EvidenceKind::kSynAck);
    if (roles.evidence[i].kind == EvidenceKind::kFirstSpeaker) {
      EXPECT_GT(roles.evidence[i].log_odds, 0) << "who sent the SYN does not leak";
    }
  }
  EXPECT_FALSE(checker.client_spoke_first[0]);
}

TEST(SettlerSelfCheck, OneHiddenHandshakeDoesNotTellAnother) {
  for (const bool self_check : {false, true}) {
    Checker checker;
    Settler settler({.second_look = true, .self_check = self_check}, {1, 2}, checker);
    settler.on_flow_end(with_handshake(flow_of(1)), EndReason::kClosed);
    settler.on_flow_end(flow_of(3), EndReason::kIdleTimeout);
    settler.on_capture_end();
    const Roles& roles = checker.records.back().roles;
    ASSERT_EQ(checker.records.back().flow_id, 3u);
    EXPECT_EQ(roles.evidence[0].kind == EvidenceKind::kListener, !self_check);
  }
}

TEST(SettlerSelfCheck, HidesTheHandshakesOfTheLastLookToo) {
  for (const bool self_check : {false, true}) {
    Checker checker;
    Settler settler({.second_look = true, .self_check = self_check}, {1, 2}, checker);
    settler.on_flow_end(flow_of(3), EndReason::kIdleTimeout);
    const Flow open = with_handshake(flow_of(1));
    const Flow* const last[] = {&open};
    settler.on_last_look(last);
    settler.on_capture_end();
    ASSERT_EQ(checker.records.size(), 1u);
    const Roles& roles = checker.records[0].roles;
    const auto has = [&](EvidenceKind kind) {
      return std::any_of(roles.evidence.begin(), roles.evidence.begin() + roles.evidence_count,
                         [&](const Evidence& item) { return item.kind == kind; });
    };
    EXPECT_EQ(has(EvidenceKind::kListener), !self_check);
    EXPECT_TRUE(has(EvidenceKind::kFanIn)) << "it is learned all the same";
  }
}

TEST(SettlerSelfCheck, ChecksOnlyWhatCouldBeSeenWithoutItsHandshake) {
  Checker checker;
  Settler settler({.second_look = true, .self_check = true}, {1, 2}, checker);
  Flow silent = with_handshake(flow_of(1));
  silent.spoke_after_handshake = false;
  Flow half = with_handshake(flow_of(2));
  half.syn_frame[1] = 0;
  settler.on_flow_end(silent, EndReason::kClosed);
  settler.on_flow_end(half, EndReason::kClosed);
  settler.on_flow_end(with_handshake(flow_of(3)), EndReason::kActiveTimeout);
  settler.on_capture_end();
  EXPECT_EQ(checker.records.size(), 3u);
  EXPECT_TRUE(checker.decided.empty());
}

TEST(SettlerSelfCheck, IsSilentWhereItIsNotAskedFor) {
  Checker checker;
  Settler settler({.second_look = true}, {1, 2}, checker);
  settler.on_flow_end(with_handshake(flow_of(1)), EndReason::kClosed);
  settler.on_capture_end();
  EXPECT_TRUE(checker.decided.empty());
}

}  // namespace
}  // namespace flowsnoop
