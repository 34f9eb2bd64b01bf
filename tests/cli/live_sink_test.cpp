#include "cli/live_sink.h"

#include <gtest/gtest.h>

#include "flowsnoop/tcp_record.h"

namespace flowsnoop {
namespace {

struct Recorder : RecordSink {
  void on_record(const FlowRecord& record) override { last = record; }
  void on_event(const FlowEvent& event) override {
    event_ns = event.time_ns;
    last = *event.flow;
  }

  FlowRecord last;
  std::int64_t event_ns = 0;
};

FlowRecord record_with(const TcpRecord* tcp, std::uint8_t revision = 0) {
  FlowRecord record;
  record.start_ns = 1000;
  record.end_ns = 2000;
  record.tcp = tcp;
  record.revision = revision;
  return record;
}

TEST(LiveSink, SumsUpWhatConnectionsMissed) {
  Recorder recorder;
  const LiveClock clock;
  LiveSink sink(recorder, clock);
  TcpRecord tcp;
  tcp.client.missed_bytes = 3;
  tcp.server.missed_bytes = 40;
  sink.on_record(record_with(&tcp));
  sink.on_record(record_with(nullptr));
  sink.on_record(record_with(&tcp, 1));  // the same conversation once more
  EXPECT_EQ(sink.missed_bytes(), 43U);
  EXPECT_EQ(sink.records(), 2U);
  EXPECT_EQ(recorder.last.revision, 1);
}

TEST(LiveSink, ShowsTheTimesOfTheClockAsItIsNow) {
  Recorder recorder;
  LiveClock clock;
  LiveSink sink(recorder, clock);
  const FlowRecord record = record_with(nullptr);
  sink.on_record(record);
  EXPECT_EQ(recorder.last.start_ns, 1000);
  clock.look(0, 0);
  clock.look(LiveClock::kLeastStep_ns, 0);
  sink.on_record(record);
  EXPECT_EQ(recorder.last.start_ns, LiveClock::kLeastStep_ns + 1000);
  EXPECT_EQ(recorder.last.end_ns, LiveClock::kLeastStep_ns + 2000);
  sink.on_event({FlowEventKind::kNew, 1500, &record});
  EXPECT_EQ(recorder.event_ns, LiveClock::kLeastStep_ns + 1500);
  EXPECT_EQ(recorder.last.end_ns, LiveClock::kLeastStep_ns + 2000);
}

}  // namespace
}  // namespace flowsnoop
