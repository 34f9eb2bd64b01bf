#include "flowsnoop/labels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace flowsnoop {
namespace {

std::vector<std::string> values_of(const Labels& labels, LabelKind kind) {
  std::vector<std::string> values;
  labels.for_each([&](LabelKind other, std::string_view text) {
    if (other == kind) values.emplace_back(text);
  });
  return values;
}

TEST(Labels, GivesBackWhatWasAddedByKind) {
  Labels labels;
  EXPECT_TRUE(labels.empty());
  EXPECT_TRUE(labels.add(LabelKind::kDnsAnswer, "192.0.2.1"));
  EXPECT_TRUE(labels.add(LabelKind::kTlsServerName, "example.org"));
  EXPECT_TRUE(labels.add(LabelKind::kDnsAnswer, "192.0.2.2"));
  EXPECT_EQ(labels.first(LabelKind::kTlsServerName), "example.org");
  EXPECT_EQ(labels.first(LabelKind::kDnsAnswer), "192.0.2.1");
  EXPECT_EQ(values_of(labels, LabelKind::kDnsAnswer),
            (std::vector<std::string>{"192.0.2.1", "192.0.2.2"}));
  EXPECT_FALSE(labels.has(LabelKind::kHttpHost));
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "");
}

TEST(Labels, KeepsEmptyTextsAndBytesOfAnyValue) {
  Labels labels;
  const std::string bytes("\0\xff\n", 3);
  labels.add(LabelKind::kSshClient, "");
  labels.add(LabelKind::kHttpHost, bytes);
  EXPECT_TRUE(labels.has(LabelKind::kSshClient));
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), bytes);
}

TEST(Labels, CutsLongTextsAndRefusesMoreThanTheyMayHold) {
  Labels labels;
  EXPECT_TRUE(labels.add(LabelKind::kHttpTarget, std::string(5000, 'a')));
  EXPECT_EQ(labels.first(LabelKind::kHttpTarget).size(), Labels::kMaxText);
  while (labels.add(LabelKind::kDnsAnswer, std::string(100, 'b'))) {
  }
  std::size_t bytes = 0;
  labels.for_each([&](LabelKind, std::string_view text) { bytes += text.size(); });
  EXPECT_LE(bytes, Labels::kMaxBytes);
  EXPECT_GT(bytes, Labels::kMaxBytes - 200);
}

TEST(Labels, KnowWhetherAValueIsThere) {
  Labels labels;
  labels.add(LabelKind::kDnsAnswer, "a.example");
  labels.add(LabelKind::kDnsAnswer, "b.example");
  EXPECT_TRUE(labels.has(LabelKind::kDnsAnswer, "b.example"));
  EXPECT_FALSE(labels.has(LabelKind::kDnsAnswer, "c.example"));
  EXPECT_FALSE(labels.has(LabelKind::kHttpHost, "a.example"));
}

TEST(Labels, ExchangeTheValuesOfTwoKinds) {
  Labels labels;
  labels.add(LabelKind::kSshClient, "one");
  labels.add(LabelKind::kHttpHost, "host");
  labels.exchange(LabelKind::kSshClient, LabelKind::kSshServer);
  EXPECT_FALSE(labels.has(LabelKind::kSshClient));
  EXPECT_EQ(labels.first(LabelKind::kSshServer), "one");
  labels.add(LabelKind::kSshClient, "two");
  labels.exchange(LabelKind::kSshClient, LabelKind::kSshServer);
  EXPECT_EQ(labels.first(LabelKind::kSshClient), "one");
  EXPECT_EQ(labels.first(LabelKind::kSshServer), "two");
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "host");
}

TEST(Labels, CountWhatTheyTake) {
  Labels labels;
  EXPECT_EQ(labels.size_bytes(), 0u);
  labels.add(LabelKind::kHttpHost, "abcd");
  EXPECT_EQ(labels.size_bytes(), 4u + 3u);
}

TEST(Labels, AreEmptyAgainAfterClear) {
  Labels labels;
  labels.add(LabelKind::kHttpHost, "example.org");
  labels.clear();
  EXPECT_TRUE(labels.empty());
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "");
}

}  // namespace
}  // namespace flowsnoop
