#include "engine/settler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  }
  void on_event(const FlowEvent&) override { ++events; }

  std::vector<std::uint64_t> ids;
  std::vector<std::uint16_t> server_ports;
  int events = 0;
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

TEST(Settler, LetsTheOthersWaitUntilAllIsKnown) {
  Collector collector;
  Settler settler({.second_look = true}, {1, 2}, collector);
  settler.on_flow_end(flow_of(2), EndReason::kIdleTimeout);
  settler.on_flow_end(flow_of(1), EndReason::kIdleTimeout);
  EXPECT_THAT(collector.ids, ElementsAre());
  settler.on_last_look(proven(flow_of(3)));
  settler.on_capture_end();
  EXPECT_THAT(collector.ids, ElementsAre(1, 2)) << "in the order they began";
  EXPECT_THAT(collector.server_ports, ElementsAre(47311, 47311)) << "known from flow 3";
  settler.on_flow_end(flow_of(4), EndReason::kCaptureEnd);
  EXPECT_THAT(collector.ids, ElementsAre(1, 2, 4));
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
    settler.on_flow_event(flow_of(1), FlowEventKind::kNew, 0, EndReason::kCaptureEnd);
    EXPECT_EQ(collector.events, events ? 1 : 0);
  }
}

}  // namespace
}  // namespace flowsnoop
