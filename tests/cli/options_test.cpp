#include "cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "flowsnoop/analyzer.h"
#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Config parse(std::vector<std::string> arguments) {
  return parse_command_line(arguments);
}

std::string usage_error(std::vector<std::string> arguments) {
  try {
    parse(std::move(arguments));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Options, SeveralFilesAndAFilterOfSeveralWords) {
  const Config config = parse({"-r", "a.pcap", "-r", "-", "tcp", "port", "443"});
  EXPECT_THAT(config.savefiles, ElementsAre("a.pcap", "-"));
  EXPECT_EQ(config.filter, "tcp port 443");
  EXPECT_FALSE(config.is_live());
}

TEST(Options, OptionsMayFollowTheFilter) {
  const Config config = parse({"-i", "eth0", "udp", "-n", "-c", "7"});
  EXPECT_THAT(config.interfaces, ElementsAre("eth0"));
  EXPECT_EQ(config.filter, "udp");
  EXPECT_TRUE(config.numeric);
  EXPECT_EQ(config.packet_limit, 7u);
}

TEST(Options, AFirstWordThatNamesAFileIsRead) {
  const std::string file = FLOWSNOOP_SOURCE_DIR "/CMakeLists.txt";
  const Config config = parse({file, "tcp"});
  EXPECT_THAT(config.savefiles, ElementsAre(file));
  EXPECT_EQ(config.filter, "tcp");
}

TEST(Options, FurtherWordsThatNameFilesAreReadToo) {
  const std::string file = FLOWSNOOP_SOURCE_DIR "/CMakeLists.txt";
  const std::string directory = FLOWSNOOP_SOURCE_DIR "/src";
  const Config config = parse({file, directory, "host", file});
  EXPECT_THAT(config.savefiles, ElementsAre(file, directory));
  EXPECT_EQ(config.filter, "host " + file);
}

// As a shell expands -r *.pcap.
TEST(Options, WordsAfterAReadFileThatNameFilesAreReadToo) {
  const std::string file = FLOWSNOOP_SOURCE_DIR "/CMakeLists.txt";
  const Config config = parse({"-r", "a", file, "tcp", file});
  EXPECT_THAT(config.savefiles, ElementsAre("a", file));
  EXPECT_EQ(config.filter, "tcp " + file);
}

TEST(Options, ADashAloneIsStandardInput) {
  EXPECT_THAT(parse({"-", "tcp"}).savefiles, ElementsAre("-"));
}

TEST(Options, FilesAndInterfacesDoNotGoTogether) {
  const std::string file = FLOWSNOOP_SOURCE_DIR "/CMakeLists.txt";
  EXPECT_THAT(usage_error({file, "-i", "eth0"}), HasSubstr("one or the other"));
}

TEST(Options, AWordThatAFilterMayBeginWithIsNoFurtherFile) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  std::ofstream("tcp");
  EXPECT_EQ(parse({"-r", "a", "tcp"}).filter, "tcp");
  EXPECT_THAT(parse({"tcp"}).savefiles, ElementsAre("tcp"));
  std::filesystem::current_path(before);
}

TEST(Options, TimesArePointsOfTime) {
  const Config config = parse({"-r", "a", "--start", "1.5", "--end", "2024-05-14T00:00Z"});
  EXPECT_EQ(config.start_ns, 1'500'000'000);
  EXPECT_EQ(config.end_ns, 1'715'644'800'000'000'000);
  EXPECT_EQ(parse({"-r", "a"}).start_ns, std::nullopt);
}

TEST(Options, TheSeedOfCommunityIdsHasSixteenBits) {
  EXPECT_EQ(parse({"-r", "a"}).community_id_seed, 0);
  EXPECT_EQ(parse({"-r", "a", "--community-id-seed", "65535"}).community_id_seed, 65535);
  for (const char* wrong : {"65536", "-1", "x"}) {
    EXPECT_THAT(usage_error({"-r", "a", "--community-id-seed", wrong}), HasSubstr("0 to 65535"));
  }
}

TEST(Options, NamesAreLookedUpOnlyWhereThatIsAskedFor) {
  EXPECT_FALSE(parse({"-r", "a"}).resolve);
  EXPECT_TRUE(parse({"-r", "a", "--resolve"}).resolve);
  EXPECT_THAT(usage_error({"-r", "a", "-n", "--resolve"}), HasSubstr("one or the other"));
}

TEST(Options, TimesThatChooseNothingAreWrong) {
  EXPECT_THAT(usage_error({"-r", "a", "--start", "noon"}), HasSubstr("not 'noon'"));
  EXPECT_THAT(usage_error({"-r", "a", "--start", "2", "--end", "2"}), HasSubstr("not before"));
  EXPECT_THAT(usage_error({"-i", "a", "--end", "2"}), HasSubstr("-r"));
}

TEST(Options, MergeAndStatsAreOffUnlessGiven) {
  EXPECT_FALSE(parse({"-r", "a"}).merge || parse({"-r", "a"}).stats);
  EXPECT_TRUE(parse({"-r", "a", "--merge"}).merge);
  EXPECT_THAT(usage_error({"-i", "a", "--merge"}), HasSubstr("--merge"));
  EXPECT_TRUE(parse({"-r", "a", "--stats"}).stats);
}

TEST(Options, TunnelsAreFollowedAndChecksumsLeftAloneUnlessGiven) {
  EXPECT_TRUE(parse({"-r", "a"}).follow_tunnels);
  EXPECT_FALSE(parse({"-r", "a"}).verify_checksums);
  EXPECT_FALSE(parse({"-r", "a", "--no-tunnels"}).follow_tunnels);
  EXPECT_TRUE(parse({"-r", "a", "--checksums"}).verify_checksums);
}

TEST(Options, FilesAreShownAsATableAndInterfacesAsEvents) {
  EXPECT_EQ(parse({"-r", "a"}).format, Format::kText);
  EXPECT_EQ(parse({"-i", "a"}).format, Format::kEvents);
  EXPECT_EQ(parse({"-i", "a", "--format", "json"}).format, Format::kJson);
  EXPECT_EQ(parse({"-r", "a", "--format=csv"}).format, Format::kCsv);
}

TEST(Options, OneIdleTimeoutIsForAllKinds) {
  const FlowTimeouts timeouts = parse({"-r", "a", "--idle-timeout", "90s"}).timeouts;
  EXPECT_EQ(timeouts.tcp_established_ns, 90 * kSecond_ns);
  EXPECT_EQ(timeouts.tcp_half_open_ns, 90 * kSecond_ns);
  EXPECT_EQ(timeouts.tcp_closed_ns, 90 * kSecond_ns);
  EXPECT_EQ(timeouts.udp_ns, 90 * kSecond_ns);
  EXPECT_EQ(timeouts.icmp_ns, 90 * kSecond_ns);
  EXPECT_EQ(timeouts.other_ns, 90 * kSecond_ns);
}

TEST(Options, AListOfIdleTimeoutsLeavesTheOthers) {
  const FlowTimeouts timeouts =
      parse({"-r", "a", "--idle-timeout", "udp=1m,closed=2,icmp=7,other=9"}).timeouts;
  EXPECT_EQ(timeouts.udp_ns, 60 * kSecond_ns);
  EXPECT_EQ(timeouts.tcp_closed_ns, 2 * kSecond_ns);
  EXPECT_EQ(timeouts.icmp_ns, 7 * kSecond_ns);
  EXPECT_EQ(timeouts.other_ns, 9 * kSecond_ns);
  EXPECT_EQ(timeouts.tcp_established_ns, FlowTimeouts{}.tcp_established_ns);
}

// With it no conversation could have two packets.
TEST(Options, NoIdleTimeoutIsZero) {
  for (const char* list : {"0", "0s", "closed=2,udp=0"}) {
    EXPECT_THAT(usage_error({"-r", "a", "--idle-timeout", list}), HasSubstr("above 0")) << list;
  }
}

TEST(Options, TheActiveTimeoutIsATime) {
  EXPECT_EQ(parse({"-r", "a", "--active-timeout", "30m"}).timeouts.active_ns, 1800 * kSecond_ns);
  EXPECT_THAT(usage_error({"-r", "a", "--active-timeout", "soon"}), HasSubstr("soon"));
}

TEST(Options, TakesANumberOfThreads) {
  EXPECT_EQ(parse({"-r", "a", "--threads", "3"}).threads, 3u);
  EXPECT_GE(parse({"-r", "a"}).threads, 1u) << "as many as there are processors";
  for (const char* text : {"0", "65", "-1", "two", "2x"}) {
    EXPECT_THAT(usage_error({"-r", "a", "--threads", text}), HasSubstr("from 1 to 64")) << text;
  }
}

TEST(Options, MemoryIsASizeAndAQuarterOfTheMachinesByDefault) {
  EXPECT_EQ(parse({"-r", "a", "--memory", "512M"}).memory, std::size_t{512} << 20);
  EXPECT_GE(parse({"-r", "a"}).memory, AnalyzerOptions::kLeastMemory);
  EXPECT_THAT(usage_error({"-r", "a", "--memory", "lots"}), HasSubstr("512M or 4G"));
  EXPECT_THAT(usage_error({"-r", "a", "--memory", "31M"}), HasSubstr("32M at least"));
}

TEST(Options, ActionsNeedNothingToRead) {
  EXPECT_EQ(parse({"--help"}).action, Action::kHelp);
  EXPECT_EQ(parse({"--version"}).action, Action::kVersion);
  EXPECT_EQ(parse({"-D"}).action, Action::kListInterfaces);
}

TEST(Options, EveryErrorSaysWhatToDo) {
  EXPECT_THAT(usage_error({}), HasSubstr("give -r FILE, or -i INTERFACE"));
  EXPECT_THAT(usage_error({"nosuch.pcap"}), HasSubstr("no file 'nosuch.pcap'"));
  EXPECT_THAT(usage_error({"-r", "a", "-i", "b"}), HasSubstr("one or the other"));
  EXPECT_THAT(usage_error({"-r", "-", "-r", "-"}), HasSubstr("only once"));
  EXPECT_THAT(usage_error({"-r", "a", "--fromat", "json"}), HasSubstr("did you mean --format?"));
  EXPECT_THAT(usage_error({"-r"}), HasSubstr("1 required FILE missing"));
  EXPECT_THAT(usage_error({"-r", "a", "-x"}), HasSubstr("unknown option -x"));
  EXPECT_THAT(usage_error({"-r", "a", "--format", "xml"}), HasSubstr("text, events, json and csv"));
  EXPECT_THAT(usage_error({"-r", "a", "-c", "0"}), HasSubstr("from 1 up"));
  EXPECT_THAT(usage_error({"-r", "a", "-c", "many"}), HasSubstr("many"));
  EXPECT_THAT(usage_error({"-r", "a", "--idle-timeout", "tcp=3"}), HasSubstr("established="));
  EXPECT_THAT(usage_error({"-r", "a", "-w", "-"}), HasSubstr("-o"));
}

TEST(Options, AMissingArgumentIsNamed) {
  EXPECT_THAT(usage_error({"-r"}), HasSubstr("--read"));
  EXPECT_THAT(usage_error({"-r", "a", "-c"}), HasSubstr("--count"));
  EXPECT_THAT(usage_error({"-r", "a", "--split", "flows"}), HasSubstr("--split needs KIND DIR"));
}

// It is what a shell makes of a variable that is not set.
TEST(Options, NoValueIsEmpty) {
  for (const OptionSpec& spec : option_specs()) {
    if (spec.value.empty()) continue;
    std::vector<std::string> arguments = {"-r", "a", "--" + std::string(spec.long_name), ""};
    if (spec.long_name == "split") arguments.insert(arguments.end() - 1, "flows");
    EXPECT_THAT(usage_error(arguments), HasSubstr("it is empty")) << spec.long_name;
  }
}

TEST(Options, AFlagTakesNoValue) {
  for (const OptionSpec& spec : option_specs()) {
    if (!spec.value.empty()) continue;
    for (const char* value : {"=false", "=true", "="}) {
      const std::string flag = "--" + std::string(spec.long_name);
      EXPECT_EQ(usage_error({"-r", "a", flag + value}), flag + " takes no value");
    }
  }
}

TEST(Options, WhatMayBeGivenOnceIsNotGivenTwice) {
  EXPECT_EQ(usage_error({"-r", "a", "-c", "5", "--count", "6"}), "--count is given twice");
  EXPECT_EQ(usage_error({"-r", "a", "--split", "flows", "x", "--split", "hosts", "y"}),
            "--split is given twice");
  EXPECT_EQ(parse({"-r", "a", "-n", "-n", "-r", "b"}).savefiles.size(), 2u);
}

}  // namespace
}  // namespace flowsnoop
