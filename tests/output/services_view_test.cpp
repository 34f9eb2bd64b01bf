#include "output/services_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string to_text(const std::vector<FlowRecord>& records, int width = 0,
                    std::size_t max_services = ServicesView::kMaxServices) {
  const test::ScopedTimeZone utc("UTC");
  test::MemoryOutput memory;
  ServicesView view(memory.output(), {width, false, true}, false, max_services);
  for (const FlowRecord& record : records) view.on_record(record);
  view.finish({});
  return memory.text();
}

TEST(ServicesView, SumsUpTheConversationsOfAService) {
  FlowRecord second = test::https_record();
  second.client.address = parse_ip_address("192.168.1.24").value();
  second.application = "tls";
  second.end_ns += 5'000'000'000;
  FlowRecord third = test::https_record();
  third.client.port = 51515;
  EXPECT_EQ(
      to_text({test::https_record(), second, third}),
      "LISTENS AT        PROTO  SERVICE      SURE      CLIENTS  FLOWS  BYTES  FIRST     LAST\n"
      "140.82.114.5:443  tcp    https (tls)  100% syn        2      3  32 KB  09:14:02  09:14:08\n"
      "\n"
      "1 service\n"
      "0 frames read\n");
}

TEST(ServicesView, HasNothingToSayOfProtocolsWithoutPorts) {
  EXPECT_EQ(to_text({test::ping_record()}), "no services; 1 flow had no ports\n0 frames read\n");
}

TEST(ServicesView, ShowsTheSurestEvidence) {
  FlowRecord unsure = test::dns_record();
  FlowRecord sure = test::dns_record();
  sure.roles.confidence = 1;
  sure.roles.by = EvidenceKind::kPayload;
  EXPECT_THAT(to_text({unsure, sure, unsure}), HasSubstr("domain   100% payload"));
}

TEST(ServicesView, WhatDidNotAnswerIsNoService) {
  FlowRecord unanswered = test::https_record();
  unanswered.state = FlowState::kSynSent;
  FlowRecord refused = test::https_record();
  refused.state = FlowState::kRefused;
  FlowRecord lone_reset = test::https_record();
  lone_reset.state = FlowState::kReset;
  lone_reset.server.payload_bytes = 0;
  FlowRecord query = test::dns_record();
  query.state = FlowState::kOneWay;
  FlowRecord group = test::dns_record();
  group.roles.evidence[0] = {EvidenceKind::kMulticast, 8, 1};
  group.roles.evidence_count = 1;
  EXPECT_EQ(to_text({unanswered, refused, lone_reset, query, group}),
            "no services; 5 flows had no server that answered\n0 frames read\n");
}

TEST(ServicesView, AnAnswerThatNobodyAskedForIsNoService) {
  FlowRecord syn_ack = test::https_record();
  syn_ack.state = FlowState::kSynReceived;
  syn_ack.client.packets = 0;
  FlowRecord refused = test::https_record();
  refused.state = FlowState::kReset;
  refused.server.payload_bytes = 0;
  refused.roles.evidence[0] = {EvidenceKind::kSynAck, 9, 1};
  EXPECT_THAT(to_text({syn_ack, refused}), HasSubstr("no services; 2 flows"));
}

TEST(ServicesView, WhatOtherConversationsProveIsAService) {
  FlowRecord query = test::dns_record();
  query.state = FlowState::kOneWay;
  query.roles.evidence[0] = {EvidenceKind::kListener, 5, 0};
  query.roles.evidence_count = 1;
  EXPECT_THAT(to_text({query}), HasSubstr("192.168.1.1:53"));
  query.roles.evidence[0].log_odds = -5;
  EXPECT_THAT(to_text({query}), Not(HasSubstr("192.168.1.1:53")));
}

TEST(ServicesView, KeepsWithinTheTerminal) {
  for (const int width : {80, 100, 120}) {
    for (const std::string& line : test::split_lines(to_text(
             {test::https_record(), test::dns_record(), test::long_ipv6_record()}, width))) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
}

TEST(ServicesView, SaysWhatItDidNotKeep) {
  const std::string text = to_text({test::https_record(), test::dns_record()}, 0, 1);
  EXPECT_THAT(text, HasSubstr("1 flow of further services are not shown: no more than 1 are kept"));
  EXPECT_THAT(text, Not(HasSubstr("192.168.1.1:53")));
}

}  // namespace
}  // namespace flowsnoop
