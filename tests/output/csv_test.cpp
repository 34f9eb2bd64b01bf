#include "output/csv.h"

#include <gtest/gtest.h>

#include <limits>

#include "sample.h"

namespace flowsnoop {
namespace {

std::string to_csv(const FlowRecord& record, std::span<const Field> table = fields()) {
  test::MemoryOutput memory;
  CsvWriter writer(memory.output(), table);
  writer.on_record(record);
  writer.finish({});
  return memory.text();
}

TEST(Csv, BeginsWithTheNamesOfAllFields) {
  const std::string text = to_csv(test::https_record());
  std::string header;
  for (const Field& field : fields()) {
    if (!header.empty()) header += ',';
    header += field.name;
  }
  EXPECT_EQ(text.substr(0, text.find("\r\n")), header);
}

TEST(Csv, ListsIcmpErrorsInOneCell) {
  FlowRecord record = test::dns_record();
  record.icmp_errors.add(IcmpErrorKind::kTtlExceeded, 0);
  record.icmp_errors.add(IcmpErrorKind::kPortUnreachable, 0);
  EXPECT_NE(to_csv(record).find(",port_unreachable ttl_exceeded,2,,"), std::string::npos)
      << to_csv(record);
}

TEST(Csv, WritesARecordInOneLine) {
  const std::string text = to_csv(test::https_record());
  EXPECT_EQ(text.substr(text.find("\r\n") + 2),
            "2024-05-01T09:14:02.118000000Z,2024-05-01T09:14:02.118000000Z,"
            "2024-05-01T09:14:03.428000000Z,1310000000,ipv4,tcp,6,,10570,31,,,"
            "192.168.1.23,51514,2140,14,140.82.114.5,443,8430,17,1,,,https,closed,closed,,,,,,,"
            "dynamic,1070,,system,4215,,0.9999,syn,,syn:+9.2@1 first_speaker:-0.405@3\r\n");
}

TEST(Csv, LeavesCellsOfAbsentValuesEmpty) {
  FlowRecord record = test::dns_record();
  record.service = "";
  const std::string text = to_csv(record);
  EXPECT_NE(text.find(",5,,,,two_way,"), std::string::npos);
  EXPECT_TRUE(text.ends_with(",port_class,,\r\n"));
}

std::string_view g_cell;
std::string cell(std::string_view text) {
  constexpr Field kTable[] = {
      {"a", FieldKind::kText, "", [](const FlowRecord&) -> FieldValue { return g_cell; }, ""}};
  g_cell = text;
  const std::string csv = to_csv({}, kTable);
  return csv.substr(3, csv.size() - 5);  // without "a\r\n" and the line end
}

TEST(Csv, QuotesWhatNeedsIt) {
  EXPECT_EQ(cell("plain text"), "plain text");
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(cell("münchen,東京"), "\"münchen,東京\"");
}

TEST(Csv, LetsNoControlThroughAndNoLineBreak) {
  EXPECT_EQ(cell("a\r\nb"), R"(a\x0d\x0ab)");
  EXPECT_EQ(cell("\x1b[2J,"), R"("\x1b[2J,")");
  EXPECT_EQ(cell("back\\slash"), R"(back\\slash)");
}

TEST(Csv, DisarmsFormulas) {
  EXPECT_EQ(cell("=1+1"), "'=1+1");
  EXPECT_EQ(cell("+1"), "'+1");
  EXPECT_EQ(cell("-1"), "'-1");
  EXPECT_EQ(cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(cell("\t=1"), R"('\x09=1)");
  EXPECT_EQ(cell("\r=1"), R"('\x0d=1)");
  EXPECT_EQ(cell("=a,b"), "\"'=a,b\"");
  EXPECT_EQ(cell("a=1"), "a=1");
}

TEST(Csv, LeavesNumbersAsTheyAre) {
  constexpr Field kTable[] = {
      {"real", FieldKind::kReal, "", [](const FlowRecord&) -> FieldValue { return -1.5; }, ""},
      {"none", FieldKind::kReal, "",
       [](const FlowRecord&) -> FieldValue { return std::numeric_limits<double>::quiet_NaN(); },
       ""},
      {"flag", FieldKind::kBoolean, "", [](const FlowRecord&) -> FieldValue { return true; }, ""},
  };
  EXPECT_EQ(to_csv({}, kTable), "real,none,flag\r\n-1.5,,true\r\n");
}

}  // namespace
}  // namespace flowsnoop
