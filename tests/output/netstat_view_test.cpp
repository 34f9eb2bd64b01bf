#include "output/netstat_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string to_text(const std::vector<FlowRecord>& records, std::vector<Network> local = {},
                    int width = 0, std::size_t max_rows = NetstatView::kMaxRows) {
  test::MemoryOutput memory;
  NetstatView view(memory.output(), {width, false, true}, std::move(local), max_rows);
  for (const FlowRecord& record : records) view.on_record(record);
  view.finish({});
  return memory.text();
}

TEST(NetstatView, LocalIsTheAddressInMostConversations) {
  EXPECT_EQ(
      to_text({test::https_record(), test::dns_record()}),
      "local: 192.168.1.23, which takes part in most conversations (2); --local names others\n"
      "\n"
      "PROTO  LOCAL ADDRESS       FOREIGN ADDRESS   STATE      LOCAL IS\n"
      "tcp    192.168.1.23:51514  140.82.114.5:443  TIME_WAIT  client\n"
      "udp    192.168.1.23:40312  192.168.1.1:53    two way    client\n"
      "\n"
      "0 frames read\n");
}

TEST(NetstatView, LocalIsTheNetworkThatWasNamed) {
  const std::string text =
      to_text({test::https_record(), test::dns_record()}, {parse_network("140.0.0.0/8").value()});
  EXPECT_THAT(text, StartsWith("PROTO"));
  EXPECT_THAT(text, HasSubstr("tcp    140.82.114.5:443  192.168.1.23:51514  CLOSED  server\n"));
  EXPECT_THAT(text, HasSubstr("1 conversation between other hosts\n"));
  EXPECT_THAT(text, Not(HasSubstr("udp")));
}

TEST(NetstatView, BetweenTwoLocalSidesTheClientIsLocal) {
  EXPECT_THAT(to_text({test::dns_record()}, {parse_network("192.168.0.0/16").value()}),
              HasSubstr("udp    192.168.1.23:40312  192.168.1.1:53   two way  client\n"));
}

TEST(NetstatView, PeersAreNeither) {
  FlowRecord record = test::dns_record();
  record.roles.symmetric = true;
  EXPECT_THAT(to_text({record}), HasSubstr("two way  peer\n"));
}

TEST(NetstatView, SaysWhenThereIsNothing) {
  EXPECT_EQ(to_text({}), "no conversations of local addresses\n0 frames read\n");
}

TEST(NetstatView, KeepsWithinTheTerminal) {
  for (int width = 60; width < 130; ++width) {
    for (const std::string& line :
         test::split_lines(to_text({test::https_record(), test::long_ipv6_record()},
                                   {parse_network("::/0").value()}, width))) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
}

TEST(NetstatView, SaysWhatItDidNotKeep) {
  EXPECT_THAT(to_text({test::https_record(), test::dns_record()}, {}, 0, 1),
              HasSubstr("1 conversation more: no more than 1 are kept"));
}

}  // namespace
}  // namespace flowsnoop
