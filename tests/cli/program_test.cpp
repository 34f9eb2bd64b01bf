// What a user meets: sources, filters, outputs, and every kind of bad input. Runs the real program.
#include "support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "test_paths.h"

namespace flowsnoop::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kGithub[] = "captures/github-https.pcapng";
constexpr char kDns[] = "captures/dns-udp.pcapng";

ProgramResult run(std::vector<std::string> arguments) {
  return run_program({.arguments = std::move(arguments)});
}

std::ptrdiff_t count_lines(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

// An error is one line that begins with the program's name.
void expect_one_line(const std::string& error) {
  EXPECT_THAT(error, StartsWith("flowsnoop: "));
  EXPECT_EQ(count_lines(error), 1) << error;
}

TEST(Program, ShowsTheConversationOfTheExample) {
  const ProgramResult result = run({"-r", kGithub});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.error, IsEmpty());
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("192.168.1.23:51514 (ephemeral)"),
                    HasSubstr("→ github.com:443 (well-known)"), HasSubstr("https"),
                    HasSubstr("14↑ 17↓"), HasSubstr("31 frames read: 31 in TCP flows")));
}

TEST(Program, ReadsABareFileNameStandardInputAndSeveralFiles) {
  const std::string named = run({"-r", kGithub}).output;
  EXPECT_EQ(run({kGithub}).output, named);
  const std::string bytes = read_file(std::string(FLOWSNOOP_SOURCE_DIR "/") + kGithub);
  EXPECT_EQ(run_program({.arguments = {"-r", "-"}, .standard_input = bytes}).output, named);
  const ProgramResult both = run({"-r", kGithub, "-r", kDns, "--format", "csv"});
  EXPECT_EQ(count_lines(both.output), 1 + count_lines(run({kGithub, "--format", "json"}).output) +
                                          count_lines(run({kDns, "--format", "json"}).output));
}

TEST(Program, AFilterChoosesPacketsAndCountsTheOthers) {
  const ProgramResult result = run({kGithub, "tcp[tcpflags]", "&", "tcp-syn", "!=", "0"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.output, HasSubstr("31 frames read: 2 in TCP flows, 29 "));
}

TEST(Program, TheCountIsOfPacketsThatMatch) {
  const ProgramResult result =
      run({kGithub, "-c", "2", "src", "host", "140.82.114.5", "-n", "--format", "json"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.output, HasSubstr(R"("network":{"type":"ipv4","transport":"tcp",)"
                                       R"("iana_number":"6")"));
  EXPECT_THAT(result.output, HasSubstr(R"("packets":2})"));
}

TEST(Program, NumbersOnlyLeavesServiceNamesOut) {
  EXPECT_THAT(run({"-n", kGithub}).output,
              AllOf(HasSubstr("140.82.114.5:443"), Not(HasSubstr("https"))));
}

TEST(Program, SavedPacketsReadBackTheSame) {
  const TemporaryDirectory directory;
  const std::string saved = directory.path() / "saved.pcapng";
  for (const char* capture : {kGithub, "captures/pcapng-two-sections.pcapng",
                              "captures/vlan.pcapng", "captures/pcap-nanosecond.pcap"}) {
    const ProgramResult first = run({"-r", capture, "-w", saved, "--format", "json"});
    EXPECT_EQ(first.exit_status, 0) << first.error;
    EXPECT_EQ(run({"-r", saved, "--format", "json"}).output, first.output) << capture;
  }
}

TEST(Program, SavingToStandardOutputSendsRecordsElsewhere) {
  const TemporaryDirectory directory;
  const std::string records = directory.path() / "records.json";
  const ProgramResult result = run({"-r", kGithub, "-w", "-", "-o", records, "--format", "json"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_EQ(read_file(records), run({"-r", kGithub, "--format", "json"}).output);
  EXPECT_EQ(
      run_program({.arguments = {"-r", "-", "--format", "json"}, .standard_input = result.output})
          .output,
      read_file(records));
}

TEST(Program, TheOutputFileHoldsWhatStandardOutputWould) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "table.txt";
  const ProgramResult result = run({"-r", kDns, "-o", file});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.output, IsEmpty());
  EXPECT_EQ(read_file(file), run({"-r", kDns}).output);
}

TEST(Program, AnInputIsNeverOverwritten) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "capture.pcapng";
  const std::string bytes = read_file(std::string(FLOWSNOOP_SOURCE_DIR "/") + kDns);
  write_file(file, bytes);
  for (const char* option : {"-w", "-o"}) {
    const ProgramResult result = run({"-r", file, option, file});
    EXPECT_EQ(result.exit_status, 2);
    expect_one_line(result.error);
    EXPECT_EQ(read_file(file), bytes);
  }
}

TEST(Program, AnInputThatIsStandardInputIsNeverOverwritten) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "capture.pcapng";
  const std::string bytes = read_file(std::string(FLOWSNOOP_SOURCE_DIR "/") + kDns);
  write_file(file, bytes);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"-r", "-", "-w", file, "-o", "/dev/null"}, {"-r", "-", "-o", file}}) {
    const ProgramResult result = run_program({.arguments = arguments, .input_from = file});
    EXPECT_EQ(result.exit_status, 2);
    EXPECT_THAT(result.error, HasSubstr("read and written at once"));
    EXPECT_EQ(read_file(file), bytes);
  }
}

TEST(Program, RecordsAndPacketsDoNotGoToOneFile) {
  const TemporaryDirectory directory;
  write_file(directory.path() / "old", "old");
  std::filesystem::create_hard_link(directory.path() / "old", directory.path() / "link");
  std::filesystem::create_symlink("old", directory.path() / "symlink");
  const std::string capture = std::string(FLOWSNOOP_SOURCE_DIR "/") + kDns;
  for (const auto& [records, packets] :
       std::vector<std::pair<std::string, std::string>>{{"new", "new"},
                                                        {"new", "./new"},
                                                        {"new", directory.path() / "new"},
                                                        {"old", "link"},
                                                        {"symlink", "old"}}) {
    const ProgramResult result =
        run_program({.arguments = {"-r", capture, "-o", records, "-w", packets},
                     .directory = directory.path()});
    EXPECT_EQ(result.exit_status, 2) << records << " " << packets;
    EXPECT_THAT(result.error, HasSubstr("both -o and -w"));
    EXPECT_EQ(read_file(directory.path() / "old"), "old");
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "new"));
  }
  EXPECT_EQ(run({"-r", kDns, "-o", "/dev/null", "-w", "/dev/null"}).exit_status, 0);
}

TEST(Program, PipesHaveNoColourAndNoProgress) {
  const ProgramResult result = run({"-r", kDns});
  EXPECT_THAT(result.output, Not(HasSubstr("\x1b")));
  EXPECT_THAT(result.error, IsEmpty());
}

TEST(Program, AnotherCharacterSetIsPlainAscii) {
  const ProgramResult result =
      run_program({.arguments = {"-r", kGithub}, .environment = {"LC_ALL=C"}});
  EXPECT_TRUE(std::all_of(result.output.begin(), result.output.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  })) << result.output;
}

TEST(Program, EachFormatForProgramsTellsTheAccountingOnStandardError) {
  for (const char* format : {"json", "csv", "events"}) {
    const ProgramResult result = run({"-r", kGithub, "--format", format});
    EXPECT_EQ(result.error, "flowsnoop: 31 frames read: 31 in TCP flows\n") << format;
  }
}

TEST(Program, EventsTellSynEstablishedAndClosed) {
  const std::string output = run({"-r", kGithub, "--format", "events"}).output;
  EXPECT_LT(output.find("SYN"), output.find("ESTABLISHED"));
  EXPECT_LT(output.find("ESTABLISHED"), output.find("CLOSED"));
  EXPECT_THAT(output, HasSubstr("CLOSED"));
  EXPECT_THAT(output, HasSubstr("14↑ 17↓"));
}

TEST(Program, AReaderThatLeavesEndsTheRunQuietly) {
  // More output than a pipe holds, and a reader that takes one line.
  std::string command = FLOWSNOOP_PROGRAM " --format json";
  for (int i = 0; i < 100; ++i) command += " -r captures/port-scan.pcapng";
  const TemporaryDirectory directory;
  const std::string status_file = directory.path() / "status";
  const std::string error_file = directory.path() / "error";
  const std::string line = "cd " FLOWSNOOP_SOURCE_DIR " && { " + command + " 2>" + error_file +
                           "; echo $? >" + status_file + "; } | head -n 1 >/dev/null";
  ASSERT_EQ(std::system(line.c_str()), 0);
  EXPECT_EQ(read_file(status_file), "1\n");  // not everything was read
  EXPECT_THAT(read_file(error_file), IsEmpty());
}

TEST(Program, HelpAndVersionGoToStandardOutput) {
  EXPECT_THAT(run({"--help"}).output, HasSubstr("Usage: flowsnoop -r FILE"));
  EXPECT_THAT(run({"--version"}).output, StartsWith("flowsnoop "));
  EXPECT_EQ(run({"--help"}).exit_status, 0);
}

TEST(BadInput, UsageErrorsExitWithTwo) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {}, {"nosuch.pcap"}, {"--fromat", "json"}, {"-r"}, {"-r", kGithub, "--format", "xml"}}) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(result.exit_status, 2);
    expect_one_line(result.error);
    EXPECT_THAT(result.output, IsEmpty());
  }
}

TEST(BadInput, AMistypedOptionIsGuessed) {
  EXPECT_THAT(run({"-r", kGithub, "--fromat", "json"}).error, HasSubstr("--format"));
}

struct Unreadable {
  std::string path;
  std::string says;
};

TEST(BadInput, WhatCannotBeReadSaysWhyAndExitsWithOne) {
  const TemporaryDirectory directory;
  write_file(directory.path() / "empty", "");
  write_file(directory.path() / "text", "frame,packets\n1,2\n3,4\n5,6\n7,8\n");
  write_file(directory.path() / "short", "\xd4\xc3\xb2");
  for (const Unreadable& item :
       std::vector<Unreadable>{{directory.path() / "missing", "No such file"},
                               {directory.path(), "directory"},
                               {directory.path() / "empty", "empty"},
                               {directory.path() / "text", "not a"},
                               {directory.path() / "short", "short"}}) {
    const ProgramResult result = run({"-r", item.path});
    EXPECT_EQ(result.exit_status, 1) << item.path;
    expect_one_line(result.error);
    EXPECT_THAT(result.error, AllOf(HasSubstr(item.path), HasSubstr(item.says)));
  }
}

TEST(BadInput, AFileWithoutPermissionSaysSo) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "secret";
  write_file(file, "x");
  ::chmod(file.c_str(), 0);
  const ProgramResult result = run_program({.arguments = {"-r", file}, .unprivileged = true});
  EXPECT_EQ(result.exit_status, 1);
  expect_one_line(result.error);
  EXPECT_THAT(result.error, HasSubstr("Permission denied"));
}

TEST(BadInput, CapturingWithoutTheRightSaysWhatToDo) {
  const ProgramResult result = run_program({.arguments = {"-i", "lo"}, .unprivileged = true});
  EXPECT_EQ(result.exit_status, 1);
  expect_one_line(result.error);
  EXPECT_THAT(result.error, AllOf(HasSubstr("root"), HasSubstr("setcap")));
}

TEST(BadInput, ABadFilterIsFoundBeforeAnythingIsWritten) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "out";
  const ProgramResult result = run({"-r", kGithub, "-o", file, "tpc", "port", "443"});
  EXPECT_EQ(result.exit_status, 1);
  expect_one_line(result.error);
  EXPECT_THAT(result.error, HasSubstr("tpc port 443"));
  EXPECT_THAT(read_file(file), IsEmpty());
}

TEST(BadInput, AFilterThatIsMeantAsAFileIsTakenForOne) {
  EXPECT_THAT(run({"-r", kGithub, "nosuch.pcap"}).error,
              HasSubstr("there is no file 'nosuch.pcap'"));
  EXPECT_THAT(run({"-r", kGithub, "tcp", "./nosuch"}).error,
              HasSubstr("there is no file './nosuch'"));
  EXPECT_THAT(run({"-r", kGithub, "tcp", kDns}).error,
              HasSubstr("captures come before the filter"));
  EXPECT_THAT(run({"-r", kGithub, "net", "10.0.0.0/8/8"}).error, Not(HasSubstr("file")));
}

TEST(BadInput, AnUnknownInterfaceIsNamed) {
  const ProgramResult result = run({"-i", "nosuchif0"});
  EXPECT_EQ(result.exit_status, 1);
  expect_one_line(result.error);
  EXPECT_THAT(result.error, HasSubstr("nosuchif0"));
}

TEST(BadInput, AnOutputThatCannotBeCreatedIsNamed) {
  const ProgramResult result = run({"-r", kGithub, "-o", "/nonexistent/out"});
  EXPECT_EQ(result.exit_status, 1);
  expect_one_line(result.error);
  EXPECT_THAT(result.error, HasSubstr("/nonexistent/out"));
}

TEST(BadInput, AFullDeviceIsAnError) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  for (const char* format : {"text", "events", "json", "csv"}) {
    const ProgramResult result = run({"-r", kGithub, "-o", "/dev/full", "--format", format});
    EXPECT_EQ(result.exit_status, 1) << format;
    EXPECT_THAT(result.error, HasSubstr("No space left on device")) << format;
  }
  EXPECT_EQ(run({"-r", kGithub, "-w", "/dev/full"}).exit_status, 1);
}

TEST(BadInput, ACutCaptureGivesItsFlowsAndTheByteAndExitsWithThree) {
  for (const char* capture : {"captures/pcap-truncated.pcap", "captures/pcapng-truncated.pcapng"}) {
    const ProgramResult result = run({"-r", capture});
    EXPECT_EQ(result.exit_status, 3) << capture;
    EXPECT_THAT(result.output, HasSubstr("in TCP flows"));
    expect_one_line(result.error);
    EXPECT_THAT(result.error, HasSubstr("byte "));
  }
}

TEST(BadInput, AFileThatIsMissingAmongSeveralStopsTheRunAtOnce) {
  const ProgramResult result = run({"-r", kGithub, "-r", "missing.pcap"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.output, IsEmpty());
}

}  // namespace
}  // namespace flowsnoop::test
