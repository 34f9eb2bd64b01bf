#include "output/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sample.h"

namespace flowsnoop {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Events : public ::testing::Test {
 protected:
  explicit Events(TextStyle style = {0, false, true}) : style_(style) {}

  void set_style(TextStyle style, bool numeric = false) {
    style_ = style;
    numeric_ = numeric;
  }

  void happen(FlowEventKind kind, const FlowRecord& flow, std::int64_t time_ns) {
    if (!writer_) writer_.emplace(memory_.output(), style_, numeric_);
    writer_->on_event({kind, time_ns, &flow});
  }

  std::vector<std::string> lines() {
    writer_->finish({});
    return test::split_lines(memory_.text());
  }

  // The life of the sample session, and that of a query.
  void tell_story(const FlowRecord& session) {
    happen(FlowEventKind::kSyn, session, session.start_ns);
    happen(FlowEventKind::kEstablished, session, session.start_ns + 9'000'000);
    happen(FlowEventKind::kNew, dns_, dns_.start_ns);
    happen(FlowEventKind::kClosed, session, session.end_ns);
    happen(FlowEventKind::kEnded, dns_, session.end_ns);
  }

  const FlowRecord https_ = test::https_record();
  const FlowRecord dns_ = test::dns_record();

 private:
  test::ScopedTimeZone utc_{"UTC"};
  test::MemoryOutput memory_;
  TextStyle style_;
  bool numeric_ = false;
  std::optional<EventWriter> writer_;
};

TEST_F(Events, TellWhatHappensInColumns) {
  tell_story(https_);
  EXPECT_THAT(
      lines(),
      ElementsAre(
          "── 2024-05-01 UTC ──",
          "09:14:02.118  SYN          tcp  192.168.1.23:51514 (ephemeral) → 140.82.114.5:443 "
          "(well-known, https)",
          "09:14:02.127  ESTABLISHED  tcp  192.168.1.23:51514 (ephemeral) → 140.82.114.5:443 "
          "(well-known, https)",
          "09:14:02.218  NEW          udp  192.168.1.23:40312 (registered) → 192.168.1.1:53 "
          "(well-known, domain)",
          "09:14:03.428  CLOSED       tcp  192.168.1.23:51514 (ephemeral)  → 140.82.114.5:443 "
          "(well-known, https)  14↑ 17↓ packets, 2.1K↑ 8.4K↓ bytes, 1.31 s",
          "09:14:03.428  END          udp  192.168.1.23:40312 (registered) → 192.168.1.1:53 "
          "(well-known, domain)   1↑ 1↓ packets, 74↑ 218↓ bytes, 23.4 ms, capture end"));
}

TEST_F(Events, LeaveOutTheEndsOfTunnelsThatOnlyCarryOthers) {
  FlowRecord ends = dns_;
  ends.carried_packets = ends.client.packets + ends.server.packets;
  happen(FlowEventKind::kNew, ends, ends.start_ns);
  EXPECT_TRUE(lines().empty());
}

TEST_F(Events, FitIn80Columns) {
  set_style({80, false, true});
  tell_story(https_);
  EXPECT_THAT(lines(),
              ElementsAre("── 2024-05-01 UTC ──",
                          "09:14:02.118 SYN     tcp 192.168.1.23:51514 → 140.82.114.5:443 (https)",
                          "09:14:02.127 ESTAB   tcp 192.168.1.23:51514 → 140.82.114.5:443 (https)",
                          "09:14:02.218 NEW     udp 192.168.1.23:40312 → 192.168.1.1:53 (domain)",
                          "09:14:03.428 CLOSED  tcp 192.168.1.23:51514 → 140.82.114.5:443 "
                          "11 KB, 1.31 s",
                          "09:14:03.428 END     udp 192.168.1.23:40312 → 192.168.1.1:53 "
                          "74↑ 218↓, 23.4 ms"));
}

class EventsInWidth : public Events, public ::testing::WithParamInterface<int> {};

TEST_P(EventsInWidth, KeepWithinTheTerminal) {
  set_style({GetParam(), false, true});
  FlowRecord longest = https_;
  longest.client = test::make_endpoint("192.168.100.200", 51514, 1, 1);
  longest.server = test::make_endpoint("192.168.100.201", 50000, 1, 1);
  tell_story(https_);
  tell_story(test::long_ipv6_record());
  tell_story(longest);
  for (const std::string& line : lines()) {
    EXPECT_LE(display_width(line), static_cast<std::size_t>(GetParam())) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}
INSTANTIATE_TEST_SUITE_P(Widths, EventsInWidth, ::testing::Values(80, 90, 100, 120, 140, 200));

TEST_F(Events, ShowAddressesAloneWhereThereAreNoPorts) {
  happen(FlowEventKind::kNew, test::ping_record(), https_.end_ns);
  EXPECT_THAT(lines().back(), HasSubstr("icmp  192.0.2.10 → 192.0.2.1"));
  EXPECT_THAT(lines().back(), Not(HasSubstr("(")));
}

TEST_F(Events, SayThatOnlyErrorsCameBack) {
  FlowRecord unanswered = https_;
  unanswered.state = FlowState::kSynSent;
  unanswered.icmp_errors.add(IcmpErrorKind::kProhibited, 0);
  happen(FlowEventKind::kTimedOut, unanswered, https_.end_ns);
  EXPECT_THAT(lines().back(), HasSubstr("1.31 s, unreachable"));
}

TEST_F(Events, SayHowFarAConversationGotThatFellSilent) {
  FlowRecord unanswered = https_;
  unanswered.state = FlowState::kSynSent;
  happen(FlowEventKind::kTimedOut, unanswered, https_.end_ns);
  EXPECT_THAT(lines().back(), HasSubstr("TIMED OUT"));
  EXPECT_THAT(lines().back(), HasSubstr("1.31 s, syn sent"));
}

TEST_F(Events, NameEveryKind) {
  constexpr const char* kNames[kFlowEventKindCount] = {
      "SYN", "NEW", "ESTABLISHED", "CLOSED", "RESET", "REFUSED", "REVISED", "TIMED OUT", "END"};
  for (std::size_t i = 0; i < kFlowEventKindCount; ++i) {
    happen(static_cast<FlowEventKind>(i), https_, https_.start_ns);
  }
  const std::vector<std::string> all = lines();
  for (std::size_t i = 0; i < kFlowEventKindCount; ++i) {
    EXPECT_THAT(all[i + 1], HasSubstr(std::string("  ") + kNames[i] + "  "));
  }
}

TEST_F(Events, AnnounceANewDay) {
  happen(FlowEventKind::kSyn, https_, https_.start_ns);
  happen(FlowEventKind::kSyn, https_, https_.start_ns + 1);
  happen(FlowEventKind::kReset, https_, https_.start_ns + 86'400'000'000'000);
  const std::vector<std::string> all = lines();
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0], "── 2024-05-01 UTC ──");
  EXPECT_EQ(all[3], "── 2024-05-02 UTC ──");
}

TEST_F(Events, StayInAsciiWithoutUtf8) {
  set_style({0, false, false});
  tell_story(https_);
  for (const std::string& line : lines()) {
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c > 0; })) << line;
  }
}

TEST_F(Events, ShowNoServiceNamesWhereOnlyNumbersAreWanted) {
  set_style({0, false, true}, true);
  happen(FlowEventKind::kSyn, https_, https_.start_ns);
  EXPECT_THAT(lines().back(), HasSubstr("140.82.114.5:443 (well-known)"));
  EXPECT_THAT(lines().back(), Not(HasSubstr("https")));
}

TEST_F(Events, ColourWhatWentWrong) {
  set_style({0, true, true});
  happen(FlowEventKind::kRefused, https_, https_.end_ns);
  EXPECT_THAT(lines().back(), HasSubstr("\x1b[31mREFUSED\x1b[0m"));
}

}  // namespace
}  // namespace flowsnoop
