#include "output/flow_rows.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "sample.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kUnlimited = SIZE_MAX;

FlowRow sample_row() {
  FlowRow row;
  row.start_ns = test::kSampleStart_ns;
  row.end_ns = test::kSampleStart_ns + 1'310'000'000;
  row.flow_id = 7;
  row.client = test::make_endpoint("192.168.1.23", 51514, 14, 2140);
  row.server = test::make_endpoint("140.82.114.5", 443, 17, 8430);
  row.service = "https";
  row.confidence = 0.975;
  row.by = EvidenceKind::kSyn;
  row.state = FlowState::kClosed;
  row.protocol = 6;
  row.ip_version = 4;
  row.about = "www.example.org";
  return row;
}

void expect_equal_ends(const Endpoint& a, const Endpoint& b) {
  EXPECT_EQ(a.address, b.address);
  EXPECT_EQ(a.port, b.port);
  EXPECT_EQ(a.packets, b.packets);
  EXPECT_EQ(a.bytes, b.bytes);
}

void expect_equal(const FlowRow& a, const FlowRow& b) {
  EXPECT_EQ(a.start_ns, b.start_ns);
  EXPECT_EQ(a.end_ns, b.end_ns);
  EXPECT_EQ(a.flow_id, b.flow_id);
  expect_equal_ends(a.client, b.client);
  expect_equal_ends(a.server, b.server);
  EXPECT_EQ(a.service, b.service);
  EXPECT_EQ(a.confidence, b.confidence);
  EXPECT_EQ(a.by, b.by);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.protocol, b.protocol);
  EXPECT_EQ(a.ip_version, b.ip_version);
  EXPECT_EQ(a.symmetric, b.symmetric);
  EXPECT_EQ(a.unreachable, b.unreachable);
  EXPECT_EQ(a.client_name, b.client_name);
  EXPECT_EQ(a.server_name, b.server_name);
  EXPECT_EQ(a.about, b.about);
}

void expect_comes_back(const FlowRow& row) {
  FlowRows rows;
  ASSERT_TRUE(rows.add(row, kUnlimited));
  expect_equal(FlowRows::at(rows.by_start().at(0)), row);
}

std::vector<std::uint64_t> ids(const FlowRows& rows) {
  std::vector<std::uint64_t> result;
  rows.for_each([&](const FlowRow& row) { result.push_back(row.flow_id); });
  return result;
}

TEST(FlowRows, GiveBackWhatWasAdded) {
  expect_comes_back(sample_row());
  expect_comes_back({});
}

TEST(FlowRows, KeepTheLargestNumbers) {
  FlowRow row = sample_row();
  row.start_ns = std::numeric_limits<std::int64_t>::min();
  row.end_ns = std::numeric_limits<std::int64_t>::max();
  row.flow_id = row.client.packets = row.client.bytes = row.server.packets = row.server.bytes =
      std::numeric_limits<std::uint64_t>::max();
  row.client.port = row.server.port = 65535;
  row.protocol = 255;
  expect_comes_back(row);
}

TEST(FlowRows, KeepBothKindsOfAddresses) {
  FlowRow row = sample_row();
  row.ip_version = 6;
  row.client.address = parse_ip_address("2001:db8::1").value();
  expect_comes_back(row);
  row.server.address = parse_ip_address("fe80::1").value();
  expect_comes_back(row);
  row.client.address = row.server.address = parse_ip_address("::ffff:192.0.2.1").value();
  expect_comes_back(row);
}

TEST(FlowRows, KeepTextsOfAnyLength) {
  const std::string texts[] = {"", std::string(127, 'a'), std::string(128, 'b'),
                               std::string(1 << 20, 'c')};
  for (const std::string& text : texts) {
    FlowRow row = sample_row();
    row.symmetric = true;
    row.client_name = text;
    expect_comes_back(row);
    row.unreachable = true;
    row.server_name = row.about = text;
    expect_comes_back(row);
  }
}

// Many times what is asked of the system at once.
TEST(FlowRows, SortByStartAndThenByFlow) {
  std::mt19937 random(1);  // NOLINT(cert-msc51-cpp): the same in every run
  FlowRows rows;
  constexpr std::size_t kRows = 50'000;
  for (std::size_t i = 0; i < kRows; ++i) {
    FlowRow row = sample_row();
    row.start_ns += random() % 1000;
    row.flow_id = kRows - i;
    ASSERT_TRUE(rows.add(row, kUnlimited));
  }
  const std::vector<FlowRows::Place> places = rows.by_start();
  ASSERT_EQ(places.size(), kRows);
  for (std::size_t i = 1; i < places.size(); ++i) {
    const FlowRow before = FlowRows::at(places[i - 1]);
    const FlowRow row = FlowRows::at(places[i]);
    ASSERT_TRUE(before.start_ns < row.start_ns ||
                (before.start_ns == row.start_ns && before.flow_id < row.flow_id));
  }
}

TEST(FlowRows, AreAppendedInTheirOrder) {
  FlowRows all;
  std::vector<std::uint64_t> expected;
  FlowRow row = sample_row();
  for (const std::size_t count : {1, 20'000, 0, 3, 5'000}) {
    FlowRows part;
    for (std::size_t i = 0; i < count; ++i) {
      row.flow_id = expected.size();
      expected.push_back(row.flow_id);
      ASSERT_TRUE(part.add(row, kUnlimited));
    }
    ASSERT_TRUE(all.append(part, kUnlimited));
  }
  EXPECT_EQ(all.size(), expected.size());
  EXPECT_EQ(ids(all), expected);
}

TEST(FlowRows, TakeNoMoreThanTheyMay) {
  FlowRows one;
  ASSERT_TRUE(one.add(sample_row(), kUnlimited));
  std::size_t enough = 0;
  while (!FlowRows().add(sample_row(), enough)) ++enough;
  EXPECT_GT(enough, sizeof(FlowRows::Place));
  FlowRows rows;
  for (const bool is_enough : {true, true, true, false}) {
    EXPECT_EQ(rows.add(sample_row(), 3 * enough), is_enough);
  }
  EXPECT_FALSE(rows.append(one, 4 * enough - 1));
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_TRUE(rows.append(one, 4 * enough));
  EXPECT_EQ(rows.size(), 4u);
  EXPECT_EQ(ids(rows), std::vector<std::uint64_t>(4, 7));
}

TEST(FlowRows, BeginAgainWhenTheyAreCleared) {
  FlowRows rows;
  FlowRow row = sample_row();
  const std::string text(100'000, 'a');
  row.about = text;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(rows.add(row, kUnlimited));
  rows.clear();
  EXPECT_EQ(rows.size(), 0u);
  EXPECT_TRUE(rows.by_start().empty());
  ASSERT_TRUE(rows.add(sample_row(), kUnlimited));
  EXPECT_EQ(ids(rows), std::vector<std::uint64_t>{7});
}

}  // namespace
}  // namespace flowsnoop
