#include "cli/live_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/options.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;

Config parse(const std::vector<std::string>& arguments) {
  return parse_command_line(arguments);
}

std::string usage_error(const std::vector<std::string>& arguments) {
  try {
    parse(arguments);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(LiveOptions, ABufferIsKiBOrASize) {
  EXPECT_EQ(parse({"-i", "eth0"}).live.buffer_size, std::size_t{16} << 20);
  EXPECT_EQ(parse({"-i", "eth0", "-B", "4096"}).live.buffer_size, std::size_t{4} << 20);
  EXPECT_EQ(parse({"-i", "eth0", "-B", "64M"}).live.buffer_size, std::size_t{64} << 20);
  for (const char* wrong : {"0", "2G", "x", "-1", "2097152"}) {
    EXPECT_THAT(usage_error({"-i", "eth0", "-B", wrong}), HasSubstr("--buffer-size takes"));
  }
}

TEST(LiveOptions, PacketsAreCutWhereNothingNeedsThemWhole) {
  EXPECT_EQ(parse({"-i", "eth0"}).live.snaplen, LiveConfig::kInspectedSnaplen);
  EXPECT_EQ(parse({"-i", "eth0", "-w", "x"}).live.snaplen, LiveConfig::kWholeSnaplen);
  EXPECT_EQ(parse({"-i", "eth0", "--checksums"}).live.snaplen, LiveConfig::kWholeSnaplen);
  EXPECT_EQ(parse({"-i", "eth0", "--split", "flows", "x"}).live.snaplen, LiveConfig::kWholeSnaplen);
  EXPECT_EQ(parse({"-i", "eth0", "-w", "x", "-s", "96"}).live.snaplen, 96);
  EXPECT_EQ(parse({"-i", "eth0", "-s", "0"}).live.snaplen, LiveConfig::kWholeSnaplen);
  for (const char* wrong : {"262145", "-1", "x"}) {
    EXPECT_THAT(usage_error({"-i", "eth0", "-s", wrong}), HasSubstr("--snapshot-length takes"));
  }
}

TEST(LiveOptions, TimesAreAboveZero) {
  EXPECT_EQ(parse({"-i", "eth0", "--duration", "90s"}).live.duration_ns, 90'000'000'000);
  EXPECT_EQ(parse({"-i", "eth0", "--stats-interval", "1m"}).live.stats_interval_ns, 60'000'000'000);
  for (const char* option : {"--duration", "--stats-interval"}) {
    EXPECT_THAT(usage_error({"-i", "eth0", option, "0"}), HasSubstr(option));
  }
}

TEST(LiveOptions, TheRestIsHandedOn) {
  const LiveConfig live = parse({"-i", "eth0", "-p", "-j", "adapter"}).live;
  EXPECT_FALSE(live.promiscuous);
  EXPECT_EQ(live.time_stamp_type, "adapter");
  EXPECT_TRUE(parse({"-i", "eth0"}).live.promiscuous);
}

TEST(LiveOptions, FilesHaveNoneOfThem) {
  for (const std::vector<std::string>& option : std::vector<std::vector<std::string>>{
           {"-B", "1"}, {"-s", "1"}, {"-p"}, {"-j", "host"}, {"--duration", "1s"}}) {
    std::vector<std::string> arguments{"-r", "a.pcap"};
    arguments.insert(arguments.end(), option.begin(), option.end());
    EXPECT_THAT(usage_error(arguments), HasSubstr("give -i"));
  }
}

}  // namespace
}  // namespace flowsnoop
