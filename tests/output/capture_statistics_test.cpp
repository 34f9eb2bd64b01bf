#include "output/capture_statistics.h"

#include <gtest/gtest.h>

namespace flowsnoop {
namespace {

constexpr std::int64_t kStart_ns = 1'714'554'842'118'000'000;  // 2024-05-01 09:14:02.118 UTC

CaptureStatistics sample() {
  return {.packets = 12'345,
          .drops = {.kernel = 1'200, .interface = 30, .queue = 4},
          .outages = 2,
          .records = 77,
          .missed_bytes = 5'000};
}

TEST(CaptureStatistics, TellWhereHowMuchWasLost) {
  EXPECT_EQ(describe_drops({}), "none lost");
  EXPECT_EQ(describe_drops({.kernel = 0, .interface = 0, .queue = 1'500}),
            "1,500 lost (1,500 by the queue)");
  EXPECT_EQ(describe_drops(sample().drops),
            "1,234 lost (1,200 by the kernel, 30 by the interface, 4 by the queue)");
}

TEST(CaptureStatistics, TellOfAnIntervalInOneLine) {
  EXPECT_EQ(describe_interval({kStart_ns, kStart_ns + 10'000'000'000, {.packets = 1}, sample()}),
            "1 packet in 10.0 s, none lost");
}

TEST(CaptureStatistics, AreAMetricInJson) {
  CaptureStatistics counts;
  counts.packets = 10;
  counts.drops.queue = 4;
  EXPECT_EQ(json_line({kStart_ns, kStart_ns + 1'000'000'000, counts, sample()}),
            R"({"@timestamp":"2024-05-01T09:14:03.118000000Z",)"
            R"("event":{"kind":"metric","dataset":"flowsnoop.capture",)"
            R"("start":"2024-05-01T09:14:02.118000000Z","end":"2024-05-01T09:14:03.118000000Z",)"
            R"("duration":1000000000},"flowsnoop":{"capture":{)"
            R"("packets":10,"lost":{"kernel":0,"interface":0,"queue":4},"outages":0,"records":0,)"
            R"("missed_bytes":0,"total":{)"
            R"("packets":12345,"lost":{"kernel":1200,"interface":30,"queue":4},"outages":2,)"
            R"("records":77,"missed_bytes":5000}}}})"
            "\n");
}

TEST(CaptureStatistics, AreSubtractedOneByOne) {
  CaptureStatistics earlier = sample();
  EXPECT_EQ(sample().since(earlier).drops.sum(), 0U);
  earlier.packets -= 5;
  earlier.drops.kernel -= 3;
  earlier.outages -= 1;
  const CaptureStatistics since = sample().since(earlier);
  EXPECT_EQ(since.packets, 5U);
  EXPECT_EQ(since.drops, (CaptureDrops{.kernel = 3, .interface = 0, .queue = 0}));
  EXPECT_EQ(since.outages, 1U);
  EXPECT_EQ(since.records, 0U);
}

}  // namespace
}  // namespace flowsnoop
