// Compressed captures, several captures, directories and times. Runs the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kRing1[] = "captures/ring/ring_00001_20240514090000.pcap";
constexpr char kRing2[] = "captures/ring/ring_00002_20240514090010.pcap";
constexpr char kRing3[] = "captures/ring/ring_00003_20240514090020.pcap";

ProgramResult run(std::vector<std::string> arguments) {
  return run_program({.arguments = std::move(arguments)});
}

ProgramResult run_json(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  return run(std::move(arguments));
}

std::string source_file(const std::string& name) {
  return read_file(std::string(FLOWSNOOP_SOURCE_DIR "/") + name);
}

std::ptrdiff_t count_lines(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

#ifdef FLOWSNOOP_WITH_COMPRESSION

constexpr const char* kCompressed[] = {
    "captures/compressed-gzip.pcap.gz",   "captures/compressed-zstd.pcap.zst",
    "captures/compressed-lz4.pcap.lz4",   "captures/compressed-xz.pcap.xz",
    "captures/compressed-bzip2.pcap.bz2", "captures/compressed-twice.pcap.bz2.gz"};

TEST(CompressedInput, IsReadAsTheCaptureThatItIs) {
  const std::string plain = run_json({"-r", "captures/pcap-microsecond.pcap"}).output;
  for (const char* capture : kCompressed) {
    const ProgramResult result = run_json({"-r", capture});
    EXPECT_EQ(result.exit_status, 0) << result.error;
    EXPECT_EQ(result.output, plain) << capture;
  }
}

TEST(CompressedInput, FromStandardInputIsTheSame) {
  const std::string plain = run_json({"-r", "captures/pcap-microsecond.pcap"}).output;
  for (const char* capture : kCompressed) {
    EXPECT_EQ(run_program({.arguments = {"-r", "-", "--format", "json"},
                           .standard_input = source_file(capture)})
                  .output,
              plain)
        << capture;
  }
}

TEST(CompressedInput, IsRecognisedByContentAndNotByName) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "capture.pcap";
  write_file(file, source_file("captures/compressed-xz.pcap.xz"));
  EXPECT_THAT(run({"-r", file}).output, HasSubstr("12 frames read"));
}

TEST(CompressedInput, CutShortGivesAllBeforeTheCutAndExitsWithThree) {
  const ProgramResult result = run({"-r", "captures/compressed-truncated.pcapng.gz"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.output, HasSubstr("17 frames read"));
  EXPECT_EQ(count_lines(result.error), 1);
  EXPECT_THAT(result.error, HasSubstr("the gzip data is cut short at its byte "));
}

TEST(CompressedInput, WithNothingInItSaysSo) {
  const ProgramResult result = run_program(
      {.arguments = {"-r", "-"},
       .standard_input = std::string("\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0", 20)});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.error, HasSubstr("is empty (0 bytes when decompressed)"));
}

#endif

TEST(SeveralInputs, ARingOfFilesIsOneCaptureInWhateverOrderItIsGiven) {
  const std::string in_order = run_json({"-r", kRing1, "-r", kRing2, "-r", kRing3}).output;
  EXPECT_EQ(run_json({"-r", kRing3, "-r", kRing1, "-r", kRing2}).output, in_order);
  EXPECT_EQ(run_json({"-r", "captures/ring"}).output, in_order);
  EXPECT_EQ(run_json({kRing2, kRing3, kRing1}).output, in_order);
  // The conversation that crosses all files is one, and so is each of the others.
  EXPECT_EQ(count_lines(in_order), 4);
  EXPECT_THAT(in_order, HasSubstr("\"flow_id\":1,"));
}

TEST(SeveralInputs, StandardInputIsSortedLikeAFile) {
  const std::string in_order = run_json({"-r", "captures/ring"}).output;
  const ProgramResult result =
      run_program({.arguments = {"-r", kRing3, "-r", "-", "-r", kRing1, "--format", "json"},
                   .standard_input = source_file(kRing2)});
  EXPECT_EQ(result.output, in_order);
}

TEST(SeveralInputs, FilesThatOverlapAreReadInTheOrderOfTimeWithMerge) {
  const std::string one_capture = run_json({"-r", "captures/ring"}).output;
  const ProgramResult merged = run_json({"-r", "captures/overlap", "--merge"});
  EXPECT_EQ(merged.output, one_capture);
  EXPECT_THAT(merged.error, Not(HasSubstr("overlap in time")));
  const ProgramResult in_turn = run_json({"-r", "captures/overlap"});
  EXPECT_EQ(in_turn.exit_status, 0);
  EXPECT_NE(in_turn.output, one_capture);
  EXPECT_THAT(in_turn.error, HasSubstr("overlap in time (1 of them begins before the one in front "
                                       "ends): --merge "));
}

TEST(SeveralInputs, ADirectorySaysWhatItSkips) {
  const TemporaryDirectory directory;
  write_file(directory.path() / "notes.txt", "Only a text.");
  write_file(directory.path() / "a.pcap", source_file(kRing1));
  std::filesystem::create_directory(directory.path() / "more");
  const ProgramResult result = run({directory.path()});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.output, HasSubstr("frames read"));
  EXPECT_EQ(count_lines(result.error), 2) << result.error;
  EXPECT_THAT(result.error,
              AllOf(HasSubstr("flowsnoop: skipped: " + (directory.path() / "notes.txt").string()),
                    HasSubstr("flowsnoop: skipped: " + (directory.path() / "more").string())));
}

// A link to nothing stands for what the program may not read: tests may be run by root.
TEST(SeveralInputs, WhatMayNotBeReadOfADirectoryIsInTheStatus) {
  const TemporaryDirectory directory;
  write_file(directory.path() / "a.pcap", source_file(kRing1));
  std::filesystem::create_symlink("nowhere", directory.path() / "b.pcap");
  const ProgramResult result = run({directory.path()});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.output, HasSubstr("frames read"));
  EXPECT_THAT(result.error, HasSubstr((directory.path() / "b.pcap").string() + ": No such file"));
}

TEST(SeveralInputs, DamageInOneNamesItAndTheOthersAreRead) {
  const ProgramResult result =
      run({"-r", "captures/pcap-truncated.pcap", "-r", "captures/snmp.pcapng"});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.output, HasSubstr("16 frames read"));
  EXPECT_THAT(result.error, HasSubstr("flowsnoop: captures/pcap-truncated.pcap: byte 1253: "));
}

TEST(SeveralInputs, WhatADirectoryHoldsIsNotOverwritten) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "a.pcap";
  write_file(file, source_file(kRing1));
  const ProgramResult result = run({"-r", directory.path(), "-w", file});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_EQ(read_file(file), source_file(kRing1));
}

TEST(Times, ChoosePacketsAndCountTheOthers) {
  // The first packet of this capture is at 09:14:02.118 UTC.
  constexpr char kGithub[] = "captures/github-https.pcapng";
  const ProgramResult none = run({kGithub, "--start", "2024-05-14T09:14:04Z"});
  EXPECT_THAT(none.output, EndsWith("31 frames read: 31 outside the times asked for\n"));
  EXPECT_THAT(run({kGithub, "--end", "2024-05-14T09:14:02.118Z"}).output,
              HasSubstr("31 outside the times asked for"));
  EXPECT_THAT(run({kGithub, "--start", "2024-05-14T11:14:02.118+02:00"}).output,
              HasSubstr("31 frames read: 31 in TCP flows"));
  // Local time is UTC here; the end is exclusive.
  EXPECT_THAT(run({kGithub, "--start", "2024-05-14", "--end", "1715678042.118000001"}).output,
              HasSubstr("31 frames read: 1 in TCP flows, 30 outside the times asked for"));
}

TEST(Times, ComeBeforeTheFilterAndTheCount) {
  constexpr char kGithub[] = "captures/github-https.pcapng";
  const ProgramResult result =
      run({kGithub, "--start", "2024-05-14T09:14:02.2Z", "-c", "1", "src", "host", "140.82.114.5"});
  EXPECT_THAT(result.output, HasSubstr("frames read: 1 in TCP flows, "));
  EXPECT_THAT(result.output, HasSubstr(" outside the times asked for"));
}

TEST(Stats, AreWithTheTableOrBesideTheRecords) {
  const ProgramResult text = run({"-r", "captures/ring", "--stats"});
  EXPECT_THAT(text.output,
              AllOf(HasSubstr("\nFRAMES  SHARE\n"), HasSubstr("100%  all 3 captures\n"),
                    HasSubstr(std::string("  ") + kRing2 + "\n")));
  EXPECT_THAT(text.error, IsEmpty());
  const ProgramResult json = run_json({"-r", "captures/ring", "--stats"});
  EXPECT_EQ(json.output, run_json({"-r", "captures/ring"}).output);
  EXPECT_THAT(json.error, HasSubstr("all 3 captures\n"));
}

}  // namespace
}  // namespace flowsnoop::test
