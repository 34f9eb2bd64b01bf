#include "output/table_content.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sample.h"

namespace flowsnoop {
namespace {

constexpr TextStyle kStyle{0, false, true};
constexpr std::size_t kUnlimited = SIZE_MAX;

std::vector<FlowRecord> samples() {
  FlowRecord ends = test::dns_record();
  ends.carried_packets = ends.client.packets + ends.server.packets;
  FlowRecord peers = test::ping_record();
  peers.roles.symmetric = true;
  return {test::https_record(), test::dns_record(), ends, test::long_ipv6_record(), peers};
}

std::vector<std::string> services(const TableContent& content) {
  std::vector<std::string> result;
  content.rows().for_each([&](const FlowRow& row) { result.emplace_back(row.service); });
  return result;
}

std::string sums(const TableContent& content) {
  const test::ScopedTimeZone utc("UTC");
  test::MemoryOutput memory;
  content.summary().write(memory.output(), kStyle, {});
  memory.output().flush();
  return memory.text();
}

// By the widths of columns in their fullest form.
std::vector<std::size_t> widths(const TableContent& content) {
  TableForm form;
  form.shown.fill(true);
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    result.push_back(column_width(form, content.extent(), glyphs(true), static_cast<Column>(i)));
  }
  return result;
}

TEST(TableContent, LeavesNamesOutWhereOnlyNumbersAreWanted) {
  FlowRecord record = test::https_record();
  record.server_name = {"www.example.org", NameSource::kDns};
  for (const bool numeric : {false, true}) {
    TableContent content(kStyle, numeric, kUnlimited);
    content.add(record);
    content.rows().for_each(
        [&](const FlowRow& row) { EXPECT_EQ(row.server_name, numeric ? "" : "www.example.org"); });
  }
}

TEST(TableContent, OfPartsIsThatOfTheWhole) {
  TableContent whole(kStyle, false, kUnlimited);
  TableContent joined(kStyle, false, kUnlimited);
  TableContent part(kStyle, false, kUnlimited);
  for (int round = 0; round < 3; ++round) {
    for (const FlowRecord& record : samples()) {
      whole.add(record);
      part.add(record);
    }
    joined.append(part);
    part.clear();
  }
  EXPECT_EQ(services(joined), services(whole));
  EXPECT_EQ(widths(joined), widths(whole));
  EXPECT_EQ(sums(joined), sums(whole));
  EXPECT_EQ(whole.tunnel_ends(), 3u);
  EXPECT_EQ(joined.tunnel_ends(), 3u);
}

// The rows that there is room for, and how wide they are, do not depend on how they come.
TEST(TableContent, HasTheSameRowsWhereThereIsNotRoomForAll) {
  const std::vector<FlowRecord> records = samples();
  for (std::size_t max_bytes = 0; max_bytes <= 600; ++max_bytes) {
    TableContent whole(kStyle, false, max_bytes);
    TableContent joined(kStyle, false, max_bytes);
    for (int round = 0; round < 2; ++round) {
      TableContent part(kStyle, false, kUnlimited);
      for (const FlowRecord& record : records) {
        whole.add(record);
        part.add(record);
      }
      joined.append(part);
    }
    ASSERT_EQ(services(joined), services(whole)) << max_bytes;
    ASSERT_EQ(widths(joined), widths(whole)) << max_bytes;
    ASSERT_EQ(joined.rows_beyond(), whole.rows_beyond());
    ASSERT_EQ(whole.rows().size() + whole.rows_beyond(), 8u) << "but tunnels' ends";
    ASSERT_EQ(sums(joined), sums(whole)) << "the sums are of all";
  }
}

}  // namespace
}  // namespace flowsnoop
