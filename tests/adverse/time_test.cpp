// Clocks that are set, damaged times and long silences, through the whole analysis: nothing lasts
// less than no time, nothing ends that goes on, and what was odd is counted.
#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "adverse/analysis.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {
namespace {

constexpr std::int64_t kStart = 1'700'000'000 * kSecond_ns;
constexpr std::int64_t kYear = 365 * 86400 * kSecond_ns;
constexpr std::int64_t kDay = 86400 * kSecond_ns;
constexpr std::uint16_t kConnections = 50;
constexpr int kRounds = 20;

// Connections that talk in turn, a packet each in a round of half a second.
std::vector<TimedFrame> connections() {
  std::vector<TimedFrame> frames;
  std::int64_t time_ns = kStart;
  for (int round = 0; round < kRounds; ++round) {
    for (std::uint16_t i = 0; i < kConnections; ++i) {
      const bool from_client = round % 2 == 0;
      const std::uint8_t flags = round == 0 ? 0x02 : round == 1 ? 0x12 : 0x10;
      const auto client = static_cast<std::uint16_t>(50'000 + i);
      PacketBuilder builder;
      builder.ethernet().ipv4(from_client ? "192.0.2.1" : "192.0.2.2",
                              from_client ? "192.0.2.2" : "192.0.2.1");
      builder.tcp(from_client ? client : 443, from_client ? 443 : client,
                  {.flags = flags, .sequence = round < 2 ? 1u : 2u, .acknowledgment = 2});
      frames.push_back({builder.build(), time_ns += 10'000'000});
    }
  }
  return frames;
}

// Adds to the times of the packets from `first` to before `last`.
std::vector<TimedFrame> moved(std::vector<TimedFrame> frames, std::size_t first, std::size_t last,
                              std::int64_t by_ns) {
  for (TimedFrame& frame : std::span(frames).first(std::min(last, frames.size())).subspan(first)) {
    frame.time_ns += by_ns;
  }
  return frames;
}

constexpr std::size_t kAll = SIZE_MAX;
constexpr std::size_t kMiddle = kConnections * kRounds / 2;

void expect_whole_connections(const Analysis& analysis, std::int64_t tolerance_ns) {
  EXPECT_EQ(analysis.records.size(), kConnections);
  const std::int64_t duration_ns = (kRounds - 1) * kConnections * std::int64_t{10'000'000};
  for (const Analysis::Record& record : analysis.records) {
    EXPECT_EQ(record.flow.end_reason, EndReason::kCaptureEnd);
    EXPECT_NEAR(static_cast<double>(record.flow.end_ns - record.flow.start_ns),
                static_cast<double>(duration_ns), static_cast<double>(tolerance_ns));
    EXPECT_EQ(record.flow.client.packets + record.flow.server.packets, kRounds);
  }
}

TEST(CaptureTime, AConnectionGoesOnWhenTheClockIsSetByTenYears) {
  for (const std::int64_t by_ns : {10 * kYear, -10 * kYear}) {
    const Analysis analysis = analyze(moved(connections(), kMiddle, kAll, by_ns));
    expect_whole_connections(analysis, kSecond_ns);
    EXPECT_EQ(analysis.clock.set_ahead, by_ns > 0 ? 1u : 0u);
    EXPECT_EQ(analysis.clock.set_back, by_ns < 0 ? 1u : 0u);
    EXPECT_EQ(analysis.clock.odd_times, 0u);
    // Shown in the times after it.
    for (const Analysis::Record& record : analysis.records) {
      EXPECT_NEAR(static_cast<double>(record.flow.end_ns - kStart - by_ns), 0, 20.0 * kSecond_ns);
    }
  }
}

TEST(CaptureTime, APacketOfAnotherDecadeChangesNothing) {
  for (const std::int64_t by_ns : {10 * kYear, -10 * kYear}) {
    const Analysis analysis = analyze(moved(connections(), kMiddle, kMiddle + 1, by_ns));
    expect_whole_connections(analysis, kSecond_ns);
    EXPECT_EQ(analysis.clock.odd_times, 1u);
  }
}

TEST(CaptureTime, AClockThatFlapsIsCounted) {
  std::vector<TimedFrame> frames = connections();
  for (std::size_t i = 0; i < frames.size(); i += 100) {
    frames = moved(std::move(frames), i, i + 50, 10 * kYear);
  }
  const Analysis analysis = analyze(frames);
  expect_whole_connections(analysis, kSecond_ns);
  EXPECT_EQ(analysis.clock.set_ahead + analysis.clock.set_back, 19u);
}

TEST(CaptureTime, ASilenceOfADayEndsConnections) {
  const Analysis analysis = analyze(moved(connections(), kMiddle, kAll, 2 * kDay));
  EXPECT_EQ(analysis.records.size(), 2u * kConnections);
  for (const Analysis::Record& record : analysis.records) {
    EXPECT_LT(record.flow.end_ns - record.flow.start_ns, 20 * kSecond_ns);
  }
  EXPECT_EQ(analysis.clock.set_ahead, 0u);
}

TEST(CaptureTime, AClockSetBackByADayIsCounted) {
  const Analysis analysis = analyze(moved(connections(), kMiddle, kAll, -2 * kDay));
  EXPECT_EQ(analysis.records.size(), kConnections);
  for (const Analysis::Record& record : analysis.records) {
    EXPECT_GE(record.flow.end_ns, record.flow.start_ns);
    EXPECT_EQ(record.flow.end_reason, EndReason::kCaptureEnd);
  }
  EXPECT_EQ(analysis.clock.set_back, 1u);
}

TEST(CaptureTime, WhateverTheTimesNothingLastsLessThanNoTime) {
  std::vector<TimedFrame> frames = connections();
  std::uint64_t drawn = 1;
  for (TimedFrame& frame : frames) {
    drawn = drawn * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
    frame.time_ns = static_cast<std::int64_t>(drawn) / 2;  // within kMaxTimestamp_ns
  }
  const Analysis analysis = analyze(frames);
  std::uint64_t packets = 0;
  for (const Analysis::Record& record : analysis.records) {
    EXPECT_GE(record.flow.end_ns, record.flow.start_ns);
    packets += record.flow.client.packets + record.flow.server.packets;
  }
  EXPECT_EQ(packets, frames.size());
}

}  // namespace
}  // namespace flowsnoop::test
