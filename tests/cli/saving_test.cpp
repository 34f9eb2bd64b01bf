// -w, -C, -G and -W of the real program, and what is left when it is killed or the disk is full.
#include "cli/saving.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kClients[] = "captures/many-clients.pcapng";

ProgramResult run(std::vector<std::string> arguments) {
  return run_program({.arguments = std::move(arguments)});
}

class SavingTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_.path() / name; }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  TemporaryDirectory directory_;
};

TEST_F(SavingTest, TheFilesOfARotationHoldTogetherWhatOneWould) {
  const ProgramResult rotated =
      run({"-r", kClients, "-w", path("x"), "-C", "10K", "--format", "json"});
  EXPECT_EQ(rotated.exit_status, 0) << rotated.error;
  const std::vector<std::string> names = files();
  EXPECT_GT(names.size(), 2U);
  std::vector<std::string> arguments = {"--format", "json"};
  for (const std::string& name : names) arguments.insert(arguments.end(), {"-r", path(name)});
  const ProgramResult together = run(arguments);
  EXPECT_EQ(together.exit_status, 0) << together.error;
  EXPECT_EQ(together.output, rotated.output);
}

TEST_F(SavingTest, ARingKeepsTheNewest) {
  EXPECT_EQ(run({"-r", kClients, "-w", path("x"), "-C", "1K", "-W", "3"}).exit_status, 0);
  EXPECT_THAT(files(), ElementsAre("x0", "x1", "x2"));
}

TEST_F(SavingTest, AFilePerPeriodIsNamedByTheTimeOfItsFirstPacket) {
  const ProgramResult result = run({"-r", "captures/dns-udp.pcapng", "-w", path("%Y"), "-G", "1d"});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  ASSERT_EQ(files().size(), 1U);
  EXPECT_THAT(files()[0], StartsWith("20"));
}

TEST_F(SavingTest, WhenTheLastFileOfSoManyIsCompleteTheRunEnds) {
  // The capture has 138 frames in three seconds.
  const ProgramResult result =
      run({"-r", kClients, "-w", path("%s"), "-G", "1", "-W", "1", "--format", "csv"});
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_THAT(result.error, AllOf(HasSubstr(" frames read"), Not(HasSubstr("138"))));
  EXPECT_THAT(files(), ElementsAre("1715677200"));
}

TEST_F(SavingTest, RotationNeedsAFileAndMakesSense) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"-C", "1"},
                                             {"-G", "60"},
                                             {"-w", path("x"), "-W", "2"},
                                             {"-w", path("x"), "-C", "0"},
                                             {"-w", path("x"), "-C", "many"},
                                             {"-w", path("x"), "-G", "1ms"},
                                             {"-w", path("x"), "-C", "1", "-W", "0"},
                                             {"-w", "-", "-o", path("out"), "-C", "1"}}) {
    std::vector<std::string> all = {"-r", kClients};
    all.insert(all.end(), arguments.begin(), arguments.end());
    EXPECT_EQ(run(all).exit_status, 2) << testing::PrintToString(arguments);
  }
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(SavingTest, AnInputIsNotReplacedByARotationInItsDirectory) {
  const std::string bytes = read_file(std::string(FLOWSNOOP_SOURCE_DIR "/") + kClients);
  write_file(path("x"), bytes);
  write_file(path("x1"), bytes);
  const ProgramResult result = run({"-r", directory_.path(), "-w", path("x"), "-C", "10K"});
  EXPECT_NE(result.exit_status, 0);
  EXPECT_EQ(read_file(path("x")), bytes);
  EXPECT_EQ(read_file(path("x1")), bytes);
}

TEST_F(SavingTest, AFullDiskIsOneLineAndTheAnalysisGoesOn) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  const ProgramResult result = run({"-r", kClients, "-w", "/dev/full"});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.error,
            "flowsnoop: /dev/full: cannot write: No space left on device; no more packets are "
            "saved\n");
  EXPECT_EQ(result.output, run({"-r", kClients}).output);
}

TEST_F(SavingTest, WhenWhoReadsThePacketsHasGoneTheRunEndsQuietly) {
  std::string inputs;
  for (int i = 0; i < 50; ++i) inputs += std::string(" -r ") + kClients;
  const std::string line = "cd " FLOWSNOOP_SOURCE_DIR " && { " FLOWSNOOP_PROGRAM + inputs +
                           " --merge -w - -o " + path("out") + " 2>" + path("error") +
                           "; echo $? >" + path("status") + "; } | head -c 100 >" + path("head");
  ASSERT_EQ(std::system(line.c_str()), 0);
  EXPECT_EQ(read_file(path("status")), "0\n");
  EXPECT_THAT(read_file(path("error")), IsEmpty());
  EXPECT_THAT(read_file(path("out")), Not(IsEmpty()));
}

// Starts the program on a pipe that stays open, so that it waits for more packets.
pid_t start_reading(int pipe_end, std::vector<std::string> arguments) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::dup2(pipe_end, STDIN_FILENO);
  const int null = ::open("/dev/null", O_WRONLY);
  ::dup2(null, STDOUT_FILENO);
  ::dup2(null, STDERR_FILENO);
  arguments.insert(arguments.begin(), FLOWSNOOP_PROGRAM);
  std::vector<char*> pointers;
  for (std::string& text : arguments) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  ::execv(FLOWSNOOP_PROGRAM, pointers.data());
  ::_exit(127);
}

// Waits until `condition` holds, or as long as a program may take.
template <typename Condition>
bool wait_until(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(kProgramTimeout_s);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::uintmax_t size_of(const std::string& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

TEST_F(SavingTest, KilledWhileItSavesItLeavesEveryPacketThatHadCome) {
  const std::string capture = read_file(std::string(FLOWSNOOP_SOURCE_DIR "/") + kClients);
  // What the run saves where nobody kills it.
  ASSERT_EQ(run({"-r", kClients, "-w", path("whole-"), "-C", "10K"}).exit_status, 0);
  const std::vector<std::string> whole = files();
  ASSERT_GT(whole.size(), 2U);

  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const pid_t child =
      start_reading(ends[0], {"-r", "-", "-w", path("killed-"), "-C", "10K", "--format", "csv"});
  ASSERT_GT(child, 0);
  ASSERT_EQ(::write(ends[1], capture.data(), capture.size()), static_cast<ssize_t>(capture.size()));
  const std::string last = "killed-" + whole.back().substr(6) + ".part";
  EXPECT_TRUE(wait_until([&] { return size_of(path(last)) >= size_of(path(whole.back())); }));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(ends[0]);
  ::close(ends[1]);

  for (const std::string& name : whole) {
    const std::string left = "killed-" + name.substr(6);
    const bool was_open = name == whole.back();
    EXPECT_EQ(read_file(path(was_open ? left + ".part" : left)), read_file(path(name))) << left;
  }
  EXPECT_EQ(run({"-r", path(last)}).exit_status, 0) << "it ends with a whole block";
}

TEST_F(SavingTest, AFileThatCannotBeCutOffEndsInsideABlockAndIsReadUpToThere) {
  ASSERT_EQ(run({"-r", kClients, "-w", path("x")}).exit_status, 0);
  std::filesystem::resize_file(path("x"), size_of(path("x")) - 5);
  const ProgramResult result = run({"-r", path("x")});
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.error, AllOf(HasSubstr("ends inside"), HasSubstr("byte ")));
}

}  // namespace
}  // namespace flowsnoop::test
