#include "output/csv_line.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "sample.h"

namespace flowsnoop {
namespace {

template <const auto& table>
std::string to_csv(const FlowRecord& record) {
  Output output = Output::to_memory();
  CsvLine<table>().append(output, record);
  return std::string(output.text());
}

std::string_view g_cell;
std::string cell(std::string_view text) {
  static constexpr Field kTable[] = {
      {"a", FieldKind::kText, "", [](const FlowRecord&) -> FieldValue { return g_cell; }, ""}};
  g_cell = text;
  const std::string csv = to_csv<kTable>({});
  return csv.substr(0, csv.size() - 2);  // without the line end
}

TEST(CsvLine, QuotesWhatNeedsIt) {
  EXPECT_EQ(cell("plain text"), "plain text");
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(cell("münchen,東京"), "\"münchen,東京\"");
}

TEST(CsvLine, LetsNoControlThroughAndNoLineBreak) {
  EXPECT_EQ(cell("a\r\nb"), R"(a\x0d\x0ab)");
  EXPECT_EQ(cell("\x1b[2J,"), R"("\x1b[2J,")");
  EXPECT_EQ(cell("back\\slash"), R"(back\\slash)");
}

TEST(CsvLine, DisarmsFormulas) {
  EXPECT_EQ(cell("=1+1"), "'=1+1");
  EXPECT_EQ(cell("+1"), "'+1");
  EXPECT_EQ(cell("-1"), "'-1");
  EXPECT_EQ(cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(cell("\t=1"), R"('\x09=1)");
  EXPECT_EQ(cell("\r=1"), R"('\x0d=1)");
  EXPECT_EQ(cell("=a,b"), "\"'=a,b\"");
  EXPECT_EQ(cell("a=1"), "a=1");
}

// A text may be longer than the buffer of the output, and every character may need another one.
TEST(CsvLine, TakesTextOfAnyLength) {
  EXPECT_EQ(cell(std::string(300'000, '"')).size(), 2 * 300'000u + 2);
  EXPECT_EQ(cell(std::string(300'000, '\x01')).size(), 4 * 300'000u);
}

std::string list_cell(const std::vector<std::string_view>& items) {
  FlowRecord record;
  Labels labels;
  for (const std::string_view item : items) labels.add(LabelKind::kDnsAnswer, item);
  record.labels = &labels;
  static constexpr Field kTable[] = {
      {"list", FieldKind::kTextList, "",
       [](const FlowRecord& r) -> FieldValue {
         return LabelList{r.labels, Labels::bit(LabelKind::kDnsAnswer)};
       },
       ""}};
  const std::string text = to_csv<kTable>(record);
  return text.substr(0, text.size() - 2);  // without the line end
}

TEST(CsvLine, WritesAListInOneCell) {
  EXPECT_EQ(list_cell({"a.example"}), "a.example");
  EXPECT_EQ(list_cell({"a.example", "192.0.2.1"}), "a.example;192.0.2.1");
  EXPECT_EQ(list_cell({"a;b", "c"}), R"(a\x3bb;c)");
  EXPECT_EQ(list_cell({"", ""}), ";");
}

TEST(CsvLine, ItemsOfAListAreAsHarmlessAsTexts) {
  EXPECT_EQ(list_cell({"=1+1", "x"}), "'=1+1;x");
  EXPECT_EQ(list_cell({"a\r\nb", "c\xff"}), R"(a\x0d\x0ab;c\xff)");
  EXPECT_EQ(list_cell({"say \"hi\"", "x,y"}), R"("say ""hi"";x,y")");
  EXPECT_EQ(list_cell({R"(back\slash)"}), R"(back\\slash)");
}

TEST(CsvLine, LeavesNumbersAsTheyAre) {
  static constexpr Field kTable[] = {
      {"real", FieldKind::kReal, "", [](const FlowRecord&) -> FieldValue { return -1.5; }, ""},
      {"none", FieldKind::kReal, "",
       [](const FlowRecord&) -> FieldValue { return std::numeric_limits<double>::quiet_NaN(); },
       ""},
      {"flag", FieldKind::kBoolean, "", [](const FlowRecord&) -> FieldValue { return true; }, ""},
  };
  EXPECT_EQ(to_csv<kTable>({}), "-1.5,,true\r\n");
}

// At the end of the buffer, where what is written beyond the room that was made would be seen.
TEST(CsvLine, HasRoomForAllErrors) {
  static constexpr Field kTable[] = {
      {"errors", FieldKind::kIcmpErrors, "",
       [](const FlowRecord& record) -> FieldValue { return &record.icmp_errors; }, ""}};
  FlowRecord record;
  record.icmp_errors.kinds = (1u << kIcmpErrorKindCount) - 1;
  const std::string alone = to_csv<kTable>(record);
  const std::string capacity(131'072, ' ');
  for (std::size_t left = 0; left <= 2 * alone.size(); ++left) {
    Output output = Output::to_memory();
    output.append(std::string_view(capacity).substr(left));
    CsvLine<kTable>().append(output, record);
    EXPECT_TRUE(output.text().ends_with(alone)) << left;
  }
}

}  // namespace
}  // namespace flowsnoop
