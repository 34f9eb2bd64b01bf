#include "output/self_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;

struct Case {
  bool right = true;
  double confidence = 0.99;
  std::uint16_t client_port = 51514;
  std::uint16_t server_port = 443;
  bool client_spoke_first = true;
};

FlowRecord truth_of(const Case& item) {
  FlowRecord truth = test::https_record();
  truth.client.port = item.client_port;
  truth.server.port = item.server_port;
  return truth;
}

FlowRecord decided_of(const Case& item) {
  FlowRecord decided = truth_of(item);
  if (!item.right) std::swap(decided.client, decided.server);
  decided.roles.confidence = item.confidence;
  return decided;
}

SelfCheckTally tally_of(const std::vector<Case>& cases) {
  SelfCheckTally tally;
  for (const Case& item : cases) {
    const FlowRecord truth = truth_of(item);
    const FlowRecord decided = decided_of(item);
    tally.add({&truth, &decided, item.client_spoke_first});
  }
  return tally;
}

TEST(SelfCheckTally, CountsWhoIsRight) {
  const SelfCheckTally tally = tally_of({{.right = true}, {.right = false}, {.right = true}});
  EXPECT_EQ(tally.flows(), 3u);
  EXPECT_EQ(tally.right(SelfCheckTally::kFlowsnoop), 2u);
}

TEST(SelfCheckTally, TheLowerPortServes) {
  const auto right = [](const Case& item) {
    return tally_of({item}).right(SelfCheckTally::kLowerPort);
  };
  EXPECT_EQ(right({.client_port = 2000, .server_port = 1000, .client_spoke_first = false}), 1u);
  EXPECT_EQ(right({.client_port = 1000, .server_port = 2000, .client_spoke_first = true}), 0u);
  EXPECT_EQ(right({.client_port = 500, .server_port = 500, .client_spoke_first = true}), 1u);
  EXPECT_EQ(right({.client_port = 500, .server_port = 500, .client_spoke_first = false}), 0u);
}

TEST(SelfCheckTally, TheRegisteredPortServesOrElseTheFirstSenderAsks) {
  const auto right = [](const Case& item) {
    return tally_of({item}).right(SelfCheckTally::kRegisteredPort);
  };
  EXPECT_EQ(right({.client_port = 51514, .server_port = 443, .client_spoke_first = false}), 1u);
  EXPECT_EQ(right({.client_port = 443, .server_port = 51514, .client_spoke_first = true}), 0u);
  EXPECT_EQ(right({.client_port = 80, .server_port = 443, .client_spoke_first = true}), 1u);
  EXPECT_EQ(right({.client_port = 51514, .server_port = 51515, .client_spoke_first = false}), 0u);
}

TEST(SelfCheckTally, TheFirstSenderIsTheOneAfterTheHandshake) {
  EXPECT_EQ(tally_of({{.client_spoke_first = true}, {.client_spoke_first = false}})
                .right(SelfCheckTally::kFirstSender),
            1u);
}

TEST(SelfCheckTally, CalibrationIsOffByWhatIsStatedWrongly) {
  const SelfCheckTally tally = tally_of({{.right = true, .confidence = 1.0},
                                         {.right = true, .confidence = 1.0},
                                         {.right = true, .confidence = 0.76},
                                         {.right = false, .confidence = 0.76}});
  EXPECT_NEAR(tally.calibration_error(), (2 * 0.76 - 1) / 4, 1e-9);
  EXPECT_EQ(tally.sure().flows, 2u);
  EXPECT_EQ(tally.sure().right, 2u);
  EXPECT_EQ(tally.bins()[19].flows, 2u);
  EXPECT_EQ(tally.bins()[10].flows, 2u);
  EXPECT_EQ(SelfCheckTally().calibration_error(), 0);
}

std::string report_of(const std::vector<Case>& cases) {
  test::MemoryOutput memory;
  SelfCheckWriter writer(memory.output(), {0, false, true});
  for (const Case& item : cases) {
    const FlowRecord truth = truth_of(item);
    const FlowRecord decided = decided_of(item);
    writer.on_record(truth);
    writer.on_self_check({&truth, &decided, item.client_spoke_first});
  }
  writer.on_record(test::https_record());
  writer.on_record(test::dns_record());
  writer.finish({});
  return memory.text();
}

TEST(SelfCheckWriter, ReportsAccuracyAndCalibration) {
  EXPECT_EQ(report_of({{.confidence = 0.98}, {.right = false, .confidence = 0.98}}),
            "Of 3 TCP flows, 2 have a complete handshake and something after it.\n"
            "With their handshakes hidden, the client is the one it was for:\n"
            "\n"
            "RULE                            RIGHT  WRONG  ACCURACY\n"
            "flowsnoop                           1      1    50.00%\n"
            "the lower port serves               2      0   100.00%\n"
            "the registered port serves          2      0   100.00%\n"
            "the first sender is the client      2      0   100.00%\n"
            "\n"
            "STATED           FLOWS  RIGHT  MEAN STATED  ACCURACY\n"
            "97.5% to 100.0%      2      1       98.00%    50.00%\n"
            "95% and more         2      1       98.00%    50.00%\n"
            "\n"
            "The stated confidence is off by 0.4800 on average (expected calibration error).\n"
            "\n"
            "0 frames read\n");
}

TEST(SelfCheckWriter, SaysThatThereIsNothingToCheck) {
  EXPECT_EQ(
      report_of({}),
      "Of 1 TCP flow, 0 have a complete handshake and something after it.\n\n0 frames read\n");
}

}  // namespace
}  // namespace flowsnoop
