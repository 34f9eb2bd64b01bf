#include "output/json_line.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "sample.h"

namespace flowsnoop {
namespace {

template <const auto& table>
std::string to_json(const FlowRecord& record) {
  Output output = Output::to_memory();
  JsonLine<table>().append(output, record);
  return std::string(output.text());
}

// A table whose fields are present where the record's flow_id has the bit of their position.
template <std::size_t kBit>
FieldValue bit(const FlowRecord& record) {
  if ((record.flow_id >> kBit & 1) == 0) return {};
  return std::uint64_t{kBit};
}
constexpr Field kDeepTable[] = {
    {"a.b.c", FieldKind::kInteger, "", bit<0>, ""},
    {"a.b.d", FieldKind::kInteger, "", bit<1>, ""},
    {"a.e", FieldKind::kInteger, "", bit<2>, ""},
    {"a.f.g.h", FieldKind::kInteger, "", bit<3>, ""},
    {"i", FieldKind::kInteger, "", bit<4>, ""},
    {"j.b.c", FieldKind::kInteger, "", bit<5>, ""},
};

std::string deep_json(std::uint64_t present) {
  FlowRecord record;
  record.flow_id = present;
  return to_json<kDeepTable>(record);
}

TEST(JsonLine, KeepsTheNestingWholeWhereFieldsAreAbsent) {
  EXPECT_EQ(deep_json(0b111111),
            R"({"a":{"b":{"c":0,"d":1},"e":2,"f":{"g":{"h":3}}},"i":4,"j":{"b":{"c":5}}})"
            "\n");
  EXPECT_EQ(deep_json(0), "{}\n");
  EXPECT_EQ(deep_json(0b000010), "{\"a\":{\"b\":{\"d\":1}}}\n");
  EXPECT_EQ(deep_json(0b001001), "{\"a\":{\"b\":{\"c\":0},\"f\":{\"g\":{\"h\":3}}}}\n");
  EXPECT_EQ(deep_json(0b100001), "{\"a\":{\"b\":{\"c\":0}},\"j\":{\"b\":{\"c\":5}}}\n");
  EXPECT_EQ(deep_json(0b110000), "{\"i\":4,\"j\":{\"b\":{\"c\":5}}}\n");
}

TEST(JsonLine, BalancesItsBracesWhateverIsAbsent) {
  for (std::uint64_t present = 0; present < 64; ++present) {
    const std::string text = deep_json(present);
    int depth = 0;
    for (const char c : text) {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      EXPECT_TRUE(depth > 0 || c == '}' || c == '\n') << text;
    }
    EXPECT_EQ(depth, 0) << text;
    EXPECT_EQ(text.find("{,"), std::string::npos) << text;
    EXPECT_EQ(text.find("}\""), std::string::npos) << text;
  }
}

TEST(JsonLine, EscapesTextAndHasNoWordForInfinity) {
  static constexpr Field kTable[] = {
      {"text", FieldKind::kText, "",
       [](const FlowRecord&) -> FieldValue { return std::string_view("a\"\x1b\xff"); }, ""},
      {"real", FieldKind::kReal, "",
       [](const FlowRecord&) -> FieldValue { return std::numeric_limits<double>::infinity(); }, ""},
      {"flag", FieldKind::kBoolean, "", [](const FlowRecord&) -> FieldValue { return false; }, ""},
  };
  EXPECT_EQ(to_json<kTable>({}),
            "{\"text\":\"a\\\"\\u001b\xef\xbf\xbd\",\"real\":null,\"flag\":false}\n");
}

// A text may be longer than the buffer of the output, and grow sixfold.
TEST(JsonLine, TakesTextOfAnyLength) {
  static const std::string long_text(300'000, '\x01');
  static constexpr Field kTable[] = {
      {"a.text", FieldKind::kText, "",
       [](const FlowRecord&) -> FieldValue { return std::string_view(long_text); }, ""}};
  EXPECT_EQ(to_json<kTable>({}).size(),
            6 * long_text.size() + std::string("{'a':{'text':''}}\n").size());
}

// At the end of the buffer, where what is written beyond the room that was made would be seen.
TEST(JsonLine, HasRoomForAllErrors) {
  static constexpr Field kTable[] = {
      {"errors", FieldKind::kIcmpErrors, "",
       [](const FlowRecord& record) -> FieldValue { return &record.icmp_errors; }, ""}};
  FlowRecord record;
  record.icmp_errors.kinds = (1u << kIcmpErrorKindCount) - 1;
  const std::string alone = to_json<kTable>(record);
  const std::string capacity(131'072, ' ');
  for (std::size_t left = 0; left <= 2 * alone.size(); ++left) {
    Output output = Output::to_memory();
    output.append(std::string_view(capacity).substr(left));
    JsonLine<kTable>().append(output, record);
    EXPECT_TRUE(output.text().ends_with(alone)) << left;
  }
}

}  // namespace
}  // namespace flowsnoop
