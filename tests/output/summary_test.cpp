#include "output/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SummaryTest : public ::testing::Test {
 private:
  test::ScopedTimeZone utc_{"UTC"};
};

std::string to_text(const Summary& summary, const Accounting& accounting, int width = 0) {
  test::MemoryOutput memory;
  summary.write(memory.output(), {width, false, false}, accounting);
  memory.output().flush();
  return memory.text();
}

FlowRecord with_server(std::uint16_t port, std::string_view service, std::uint64_t bytes) {
  FlowRecord record = test::https_record();
  record.server.port = port;
  record.service = service;
  record.client.bytes = 0;
  record.server.bytes = bytes;
  return record;
}

TEST_F(SummaryTest, TotalsFlowsServicesAndFrames) {
  Summary summary(false);
  summary.add(test::https_record());
  summary.add(test::dns_record());
  Accounting accounting;
  accounting.add(FrameBucket::kTcpFlow, 31);
  accounting.add(FrameBucket::kUdpFlow, 2);
  EXPECT_EQ(to_text(summary, accounting),
            "2 flows, 33 packets, 11 KB in 1.31 s, 2024-05-01 09:14:02 to 09:14:03 UTC\n"
            "\n"
            "SERVICE  PROTO  FLOWS  PACKETS  BYTES  SHARE\n"
            "https    tcp        1       31  11 KB    97%\n"
            "domain   udp        1        2  292 B     3%\n"
            "\n"
            "33 frames read: 31 in TCP flows, 2 in UDP flows\n");
}

TEST_F(SummaryTest, OfPartsIsThatOfTheWhole) {
  Summary whole(false);
  Summary parts[2] = {Summary(false), Summary(false)};
  for (std::uint16_t i = 0; i < 40; ++i) {
    FlowRecord record = with_server(i, i % 3 == 0 ? "http" : "", 100 * i);
    record.start_ns -= i;
    record.end_ns += i;
    whole.add(record);
    parts[i % 2].add(record);
  }
  Summary joined(false);
  joined.add(Summary(false));
  for (const Summary& part : parts) joined.add(part);
  EXPECT_EQ(to_text(joined, {}), to_text(whole, {}));
}

TEST_F(SummaryTest, CountsWhatATunnelCarriesOnce) {
  FlowRecord ends = test::dns_record();
  ends.carried_packets = 1;
  ends.carried_bytes = 92;
  Summary summary(false);
  summary.add(ends);
  EXPECT_THAT(to_text(summary, {}), HasSubstr("1 flow, 1 packet, 200 B"));
}

TEST_F(SummaryTest, SpansFromTheFirstPacketToTheLast) {
  Summary summary(false);
  FlowRecord record = test::https_record();
  record.end_ns += 86'400'000'000'000;
  summary.add(record);
  record.start_ns -= 3'600'000'000'000;
  record.end_ns = record.start_ns;
  summary.add(record);
  EXPECT_THAT(to_text(summary, {}),
              HasSubstr("in 1d 01h, 2024-05-01 08:14:02 to 2024-05-02 09:14:03 UTC\n"));
}

TEST_F(SummaryTest, ShowsOneTimeWhereTheSpanIsWithinASecond) {
  Summary summary(false);
  summary.add(test::dns_record());
  EXPECT_THAT(to_text(summary, {}), HasSubstr("292 B in 23.4 ms, 2024-05-01 09:14:02 UTC\n"));
}

TEST_F(SummaryTest, NamesBothZonesWhereTheClockChanges) {
  const test::ScopedTimeZone zone(test::kBerlin);
  Summary summary(false);
  FlowRecord record = test::https_record();
  record.start_ns = 1'711'845'000'000'000'000;  // 2024-03-31 00:30 UTC, half an hour before
  record.end_ns = record.start_ns + 3'600'000'000'000;
  summary.add(record);
  EXPECT_THAT(to_text(summary, {}),
              HasSubstr("2024-03-31 01:30:00 CET (UTC+01:00) to 03:30:00 CEST (UTC+02:00)"));
}

TEST_F(SummaryTest, PutsTheLargestServicesFirstAndAddsUpTheRest) {
  Summary summary(false);
  for (std::uint16_t port = 1; port <= 12; ++port) {
    summary.add(with_server(port, "", 100u * port));
  }
  const std::vector<std::string> lines = test::split_lines(to_text(summary, {}));
  EXPECT_THAT(lines[3], HasSubstr("port 12"));
  EXPECT_THAT(lines[12], HasSubstr("port 3"));
  EXPECT_THAT(lines[13], HasSubstr("and 2 more"));
  EXPECT_THAT(lines[13], HasSubstr("300 B"));
}

TEST_F(SummaryTest, TellsPortsAndTransportsApart) {
  Summary summary(false);
  FlowRecord udp = with_server(443, "https", 50);
  udp.protocol = 17;
  summary.add(with_server(443, "https", 100));
  summary.add(with_server(8443, "https", 100));  // two ports of one service
  summary.add(udp);
  const std::vector<std::string> lines = test::split_lines(to_text(summary, {}));
  EXPECT_EQ(lines[3], "https    tcp        2       62  200 B    80%");
  EXPECT_EQ(lines[4], "https    udp        1       31   50 B    20%");
}

TEST_F(SummaryTest, HasNoPortsOfProtocolsWithoutAny) {
  Summary summary(false);
  summary.add(test::ping_record());
  EXPECT_THAT(to_text(summary, {}), HasSubstr("no port  icmp "));
}

TEST_F(SummaryTest, ShowsPortsWhereOnlyNumbersAreWanted) {
  Summary summary(true);
  summary.add(test::https_record());
  const std::string text = to_text(summary, {});
  EXPECT_THAT(text, Not(HasSubstr("https")));
  EXPECT_THAT(text, HasSubstr("PORT  PROTO"));
  EXPECT_THAT(text, HasSubstr("443   tcp"));
}

TEST_F(SummaryTest, WrapsLongLines) {
  Summary summary(false);
  Accounting accounting;
  accounting.add(FrameBucket::kTcpFlow, 1'000'000);
  accounting.add(FrameBucket::kNonIp, 5);
  accounting.add(FrameBucket::kUnsupportedLinkType, 7);
  for (const std::string& line : test::split_lines(to_text(summary, accounting, 48))) {
    EXPECT_LE(line.size(), 48u) << line;
  }
}

TEST(DescribeAccounting, ShowsOnlyBucketsThatHoldFrames) {
  Accounting accounting;
  EXPECT_EQ(describe_accounting(accounting), "0 frames read");
  accounting.add(FrameBucket::kTcpFlow, 1);
  EXPECT_EQ(describe_accounting(accounting), "1 frame read: 1 in TCP flows");
}

TEST(DescribeAccounting, MentionsEveryBucketSoThatTheSumIsVisible) {
  Accounting accounting;
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
    accounting.add(static_cast<FrameBucket>(i), 1000 + i);
  }
  const std::string text = describe_accounting(accounting);
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
    EXPECT_THAT(text, HasSubstr(std::string(describe(static_cast<FrameBucket>(i)))));
    EXPECT_THAT(text, HasSubstr("1,0" + std::string(i < 10 ? "0" : "") + std::to_string(i) + " "));
  }
}

}  // namespace
}  // namespace flowsnoop
