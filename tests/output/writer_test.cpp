#include "output/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::StartsWith;

std::string written(Format format) {
  const test::ScopedTimeZone utc("UTC");
  test::MemoryOutput memory;
  const auto writer = make_writer(format, memory.output(), {}, false, 1 << 20);
  const FlowRecord record = test::https_record();
  writer->on_event({FlowEventKind::kClosed, record.end_ns, &record});
  writer->on_record(record);
  writer->finish({});
  return memory.text();
}

TEST(MakeWriter, MakesEachFormat) {
  EXPECT_THAT(written(Format::kText), StartsWith("START  "));
  EXPECT_THAT(written(Format::kEvents), StartsWith("-- 2024-05-01 UTC --\n09:14:03.428  CLOSED"));
  EXPECT_THAT(written(Format::kJson), StartsWith("{\"@timestamp\":"));
  EXPECT_THAT(written(Format::kCsv), StartsWith("@timestamp,event.start,"));
}

TEST(NeedsEvents, IsTrueForTheFormatMadeOfThem) {
  EXPECT_TRUE(needs_events(Format::kEvents));
  EXPECT_FALSE(needs_events(Format::kText));
  EXPECT_FALSE(needs_events(Format::kJson));
  EXPECT_FALSE(needs_events(Format::kCsv));
}

}  // namespace
}  // namespace flowsnoop
