#include "output/text_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr TextStyle kUnlimited{0, false, true};

std::string to_text(const std::vector<FlowRecord>& records, TextStyle style = kUnlimited,
                    bool numeric = false, std::size_t max_bytes = SIZE_MAX, unsigned threads = 1) {
  test::MemoryOutput memory;
  TableWriter writer(memory.output(), style, numeric, max_bytes, threads);
  RunSummary summary;
  for (const FlowRecord& record : records) {
    writer.on_record(record);
    summary.accounting.add(FrameBucket::kTcpFlow, record.client.packets + record.server.packets);
  }
  writer.finish(summary);
  return memory.text();
}

std::vector<FlowRecord> samples() {
  return {test::https_record(), test::dns_record(), test::long_ipv6_record()};
}

class TextTable : public ::testing::Test {
 private:
  test::ScopedTimeZone utc_{"UTC"};
};

TEST_F(TextTable, ShowsAConversationInOneLine) {
  EXPECT_THAT(
      to_text({test::https_record()}),
      HasSubstr(
          "START         PROTO  CLIENT                          SERVER                           "
          "SERVICE  STATE   PACKETS  BYTES        DURATION  SURE\n"
          "09:14:02.118  tcp    192.168.1.23:51514 (ephemeral)  → 140.82.114.5:443 (well-known)  "
          "https    closed  14↑ 17↓  2.1K↑ 8.4K↓    1.31 s  100% syn\n"));
}

TEST_F(TextTable, ShowsAddressesAloneWhereThereAreNoPorts) {
  FlowRecord record = test::ping_record();
  EXPECT_THAT(to_text({record}),
              HasSubstr("START         PROTO  CLIENT      SERVER       STATE    PACKETS  BYTES    "
                        "DURATION  SURE\n"
                        "09:14:02.118  icmp   192.0.2.10  → 192.0.2.1  two way  1↑ 1↓    98↑ 98↓  "
                        "     0 s   99% payload\n"));
  record.ip_version = 6;
  record.protocol = 58;
  record.client.address = parse_ip_address("2001:db8:85a3:8d3:1319:8a2e:a370:7348").value();
  for (const int width : {40, 60, 80, 100}) {
    EXPECT_THAT(to_text({record}, {width, false, true}), HasSubstr("icmp6")) << width;
  }
}

TEST_F(TextTable, SaysWhereOnlyErrorsCameBack) {
  FlowRecord record = test::dns_record();
  record.state = FlowState::kOneWay;
  record.icmp_errors.add(IcmpErrorKind::kPortUnreachable, 0);
  EXPECT_THAT(to_text({record}), HasSubstr("  unreachable  "));
  EXPECT_THAT(to_text({record}), Not(HasSubstr("one way")));
}

TEST_F(TextTable, LeavesOutTheEndsOfTunnelsThatOnlyCarryOthersAndSaysSo) {
  FlowRecord ends = test::dns_record();
  ends.server.port = 4789;
  ends.carried_packets = ends.client.packets + ends.server.packets;
  const std::string text = to_text({test::https_record(), ends});
  EXPECT_THAT(text, Not(HasSubstr(":4789")));
  EXPECT_THAT(text, HasSubstr("\n1 more conversation of tunnels' ends that carried these"));
  EXPECT_THAT(text, HasSubstr("\n1 flow,"));
  --ends.carried_packets;
  EXPECT_THAT(to_text({test::https_record(), ends}), HasSubstr(":4789"));
}

TEST_F(TextTable, SaysHowManyConversationsItHadNoRoomFor) {
  const std::vector<FlowRecord> records(100, test::https_record());
  constexpr std::size_t kRoomForSome = 5000;
  const std::string text = to_text(records, kUnlimited, false, kRoomForSome);
  const auto rows = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  EXPECT_THAT(text,
              ::testing::ContainsRegex("\n[1-9][0-9] conversations more than there is memory"));
  EXPECT_THAT(text, HasSubstr("100 flows")) << "the totals are of all";
  EXPECT_LT(rows, 100u);
  EXPECT_THAT(to_text(records, kUnlimited, false, 100 * kRoomForSome), Not(HasSubstr("memory")));
}

TEST_F(TextTable, ReadsWellIn80Columns) {
  const std::string text = to_text({test::https_record(), test::dns_record()}, {80, false, true});
  EXPECT_THAT(text, HasSubstr("START    PRO CLIENT             SERVER             "
                              "SERVICE STATE   BYTES SURE\n"
                              "09:14:02 tcp 192.168.1.23:51514 → 140.82.114.5:443 "
                              "https   closed    11K 100%\n"
                              "09:14:02 udp 192.168.1.23:40312 → 192.168.1.1:53   "
                              "domain  two way   292  89%\n"));
}

TEST_F(TextTable, KeepsWithinTheTerminal) {
  for (int width = 70; width <= 220; ++width) {
    for (const std::string& line : test::split_lines(to_text(samples(), {width, false, true}))) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST_F(TextTable, SortsByStartAndThenByFlow) {
  FlowRecord later = test::https_record();
  later.flow_id = 0;
  later.start_ns += 1;
  FlowRecord same_time = test::https_record();
  same_time.flow_id = 2;
  same_time.service = "second";
  const std::string text = to_text({later, same_time, test::https_record()});
  const auto lines = test::split_lines(text);
  EXPECT_THAT(lines[1], HasSubstr("https"));
  EXPECT_THAT(lines[2], HasSubstr("second"));
  EXPECT_THAT(lines[3], HasSubstr("https"));
}

TEST_F(TextTable, ShowsDatesOnlyWhereTheyDiffer) {
  FlowRecord next_day = test::https_record();
  next_day.start_ns += 86'400'000'000'000;
  next_day.end_ns += 86'400'000'000'000;
  EXPECT_THAT(to_text({test::https_record(), next_day}), HasSubstr("\n05-02 09:14:02.118  tcp"));
  FlowRecord next_year = test::https_record();
  next_year.start_ns += 366 * 86'400'000'000'000;
  next_year.end_ns = next_year.start_ns;
  EXPECT_THAT(to_text({test::https_record(), next_year}),
              HasSubstr("\n2025-05-02 09:14:02.118  tcp"));
}

TEST_F(TextTable, ShowsLocalTimeAndNamesTheZone) {
  const test::ScopedTimeZone zone(test::kBerlin);
  const std::string text = to_text({test::https_record()});
  EXPECT_THAT(text, HasSubstr("\n11:14:02.118  tcp"));
  EXPECT_THAT(text, HasSubstr("CEST (UTC+02:00)"));
}

TEST_F(TextTable, StaysInAsciiWithoutUtf8) {
  const std::string text = to_text(samples(), {60, false, false});
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c > 0; })) << text;
  EXPECT_THAT(text, HasSubstr(" -> "));
  EXPECT_THAT(to_text({test::https_record()}, {0, false, false}), HasSubstr("14> 17<"));
}

TEST_F(TextTable, ColoursOnlyWhenAskedTo) {
  EXPECT_THAT(to_text(samples()), Not(HasSubstr("\x1b")));
  std::string coloured = to_text(samples(), {0, true, true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[32mclosed\x1b[0m"));
  EXPECT_THAT(coloured, HasSubstr("\x1b[33m89%\x1b[0m"));
  for (std::size_t begin = coloured.find('\x1b'); begin != coloured.npos;
       begin = coloured.find('\x1b')) {
    coloured.erase(begin, coloured.find('m', begin) + 1 - begin);
  }
  EXPECT_EQ(coloured, to_text(samples()));  // colour moves nothing
}

TEST_F(TextTable, ShowsWhatWasSpokenOnAPortWithoutAService) {
  FlowRecord record = test::https_record();
  record.service = "";
  record.application = "quic";
  EXPECT_THAT(to_text({record}), HasSubstr("→ 140.82.114.5:443 (well-known)  quic     closed"));
}

TEST_F(TextTable, ShowsNoServiceNamesWhereOnlyNumbersAreWanted) {
  const std::string text = to_text({test::https_record()}, kUnlimited, true);
  EXPECT_THAT(text, Not(HasSubstr("https")));
  EXPECT_THAT(text, Not(HasSubstr("SERVICE")));
  EXPECT_THAT(text, HasSubstr("140.82.114.5:443 (well-known)"));
}

TEST_F(TextTable, PeersHaveNoPercentage) {
  FlowRecord ntp = test::dns_record();
  ntp.roles.symmetric = true;
  const std::string text = to_text({ntp});
  EXPECT_THAT(text, HasSubstr(" peers\n"));
  EXPECT_THAT(text, Not(HasSubstr("89%")));
  for (int width = 70; width <= 160; ++width) {
    for (const std::string& line : test::split_lines(to_text({ntp}, {width, false, true}))) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
}

// The server's name beside the conversation, and not the name of the host that HTTP asks for.
TEST_F(TextTable, ShowsWhatAConversationIsAboutWhereThereIsRoom) {
  FlowRecord record = test::https_record();
  const Labels labels = test::all_labels();
  record.labels = &labels;
  const std::string text = to_text({record, test::dns_record()});
  EXPECT_THAT(text, HasSubstr("  SURE             ABOUT\n"));
  EXPECT_THAT(text, HasSubstr("  100% syn         www.example.org\n"));
  EXPECT_THAT(text, HasSubstr(" 89% port class\n")) << "no blanks at the end of a line";
  EXPECT_THAT(to_text({record}, {140, false, true}), HasSubstr("www.example.org\n"));
  EXPECT_THAT(to_text({record}, {80, false, true}), Not(HasSubstr("ABOUT")));
}

TEST_F(TextTable, DoesNotRepeatTheServersNameAsWhatAConversationIsAbout) {
  FlowRecord record = test::https_record();
  Labels labels;
  labels.add(LabelKind::kTlsServerName, "www.example.org");
  record.labels = &labels;
  record.server_name = {"www.example.org", NameSource::kTlsServerName};
  EXPECT_THAT(to_text({record}), Not(HasSubstr("ABOUT")));
  EXPECT_THAT(to_text({record}, kUnlimited, true), HasSubstr("ABOUT")) << "numeric: no name there";
  record.server_name = {"cdn.example.org", NameSource::kDns};
  EXPECT_THAT(to_text({record}), HasSubstr("ABOUT"));
}

TEST_F(TextTable, KeepsWithinTheTerminalWhateverNameAHostHas) {
  FlowRecord record = test::https_record();
  Labels labels;
  labels.add(LabelKind::kTlsServerName,
             "\x1b[31m" + std::string(300, 'a') + "\xff\n\u202e.example");
  record.labels = &labels;
  for (int width = 70; width <= 400; width += 3) {
    const std::string text = to_text({record, test::dns_record()}, {width, false, true});
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    for (const std::string& line : test::split_lines(text)) {
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
    }
  }
  EXPECT_THAT(to_text({record}), HasSubstr("\\xff\\x0a\\u{202e}.example\n"));
}

TEST_F(TextTable, IsTheSameForAnyNumberOfThreadsAndParts) {
  std::vector<FlowRecord> records;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    records.push_back(samples()[i % 3]);
    records.back().flow_id = i;
    records.back().start_ns += static_cast<std::int64_t>(i * 7919 % 1000) * 1'000'000;
    records.back().end_ns += 2'000'000'000;
  }
  const std::string expected = to_text(records);
  EXPECT_EQ(to_text(records, kUnlimited, false, SIZE_MAX, 3), expected);
  test::MemoryOutput memory;
  TableWriter writer(memory.output(), kUnlimited, false);
  const std::unique_ptr<RecordPart> parts[] = {writer.make_part(), writer.make_part()};
  RunSummary summary;
  for (std::size_t i = 0; i < records.size(); ++i) {
    RecordPart& part = *parts[i / 100 % 2];
    part.on_record(records[i]);
    if (i % 100 == 99) part.hand_over();
    summary.accounting.add(FrameBucket::kTcpFlow,
                           records[i].client.packets + records[i].server.packets);
  }
  writer.finish(summary);
  EXPECT_EQ(memory.text(), expected);
}

TEST_F(TextTable, HasNoHeadingWithoutFlows) {
  EXPECT_EQ(to_text({}), "no flows\n0 frames read\n");
}

}  // namespace
}  // namespace flowsnoop
