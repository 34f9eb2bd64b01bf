// Outputs that cannot take what is written: a full device, a full disk, a pipe that nobody reads, a
// run that is killed. Runs the real program. Every output here is far below the 4 KiB at which
// buffers are often written out, so that only the last write can fail.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kCapture[] = "captures/dns-udp.pcapng";

// Everything that the program writes to standard output or -o.
const std::vector<std::vector<std::string>>& all_outputs() {
  static const std::vector<std::vector<std::string>> outputs{
      {"--format", "text"},   {"--format", "json"},           {"--format", "csv"},
      {"--format", "events"}, {"--view", "services"},         {"--view", "hosts"},
      {"--view", "netstat"},  {"--view", "findings"},         {"--self-check"},
      {"--explain", "1"},     {"--format", "text", "--stats"}};
  return outputs;
}

std::vector<std::string> with(const std::vector<std::string>& options,
                              std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"-r", kCapture};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// One line, besides the accounting that some formats tell there.
void expect_one_error(const ProgramResult& result, const std::string& says) {
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.error, HasSubstr(says));
  EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
}

TEST(FullDevice, IsAnErrorOfEachFormat) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  for (const auto& options : all_outputs()) {
    SCOPED_TRACE(options.back());
    expect_one_error(run_program({.arguments = with(options, {"-o", "/dev/full"})}),
                     "/dev/full: cannot write: No space left");
    expect_one_error(run_program({.arguments = with(options), .output_to = "/dev/full"}),
                     "standard output: cannot write: No space left");
  }
  for (const char* option : {"--help", "--version", "-D"}) {
    expect_one_error(run_program({.arguments = {option}, .output_to = "/dev/full"}), "No space");
  }
  expect_one_error(run_program({.arguments = with({"-w", "/dev/full"})}), "No space left");
  EXPECT_EQ(std::filesystem::status("/dev/full").type(), std::filesystem::file_type::character);
}

TEST(ClosedPipe, EndsEachFormatQuietly) {
  for (const auto& options : all_outputs()) {
    SCOPED_TRACE(options.back());
    const ProgramResult result =
        run_program({.arguments = with(options), .output_reader_gone = true});
    EXPECT_EQ(result.exit_status, 1);
    EXPECT_THAT(result.error, IsEmpty());
  }
  EXPECT_EQ(run_program({.arguments = {"--help"}, .output_reader_gone = true}).exit_status, 1);
}

TEST(ClosedPipe, StaysAPipe) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = read_file(path); });
  const ProgramResult result = run_program({.arguments = with({"--format", "json"}, {"-o", path})});
  reader.join();
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_EQ(got, run_program({.arguments = with({"--format", "json"})}).output);
  EXPECT_TRUE(std::filesystem::is_fifo(path));
}

// Bug: the capture was given the number of a standard output that was closed, and so would a file
// of -w have been: the table went into it.
TEST(ClosedDescriptor, IsNotGivenToAFile) {
  const TemporaryDirectory directory;
  const std::string saved = directory.path() / "saved.pcapng";
  const std::string error = directory.path() / "error";
  const std::string command = "cd " FLOWSNOOP_SOURCE_DIR " && " FLOWSNOOP_PROGRAM " -r " +
                              std::string(kCapture) + " -w " + saved + " >&- 2>" + error;
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_THAT(read_file(error), HasSubstr("standard output: cannot write"));
  EXPECT_EQ(run_program({.arguments = {"-r", saved}}).exit_status, 0);
}

// A file system of 64 KiB without any room, seen by this process and its children alone.
class FullDisk {
 public:
  FullDisk() {
    const std::string path = directory_.path();
    is_there_ = ::unshare(CLONE_NEWNS) == 0 &&
                ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=64k") == 0;
  }
  ~FullDisk() {
    if (is_there_) ::umount2(directory_.path().c_str(), MNT_DETACH);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

  bool is_there() const { return is_there_; }
  std::string file(const std::string& name) const { return directory_.path() / name; }
  void fill() const { write_file(file("filler"), std::string(1 << 17, 'x')); }

 private:
  TemporaryDirectory directory_;
  bool is_there_ = false;
};

TEST(FullDisk, IsAnErrorOfEachFormatAndTheOldFileStays) {
  const FullDisk disk;
  if (!disk.is_there()) GTEST_SKIP() << "needs the right to mount a file system";
  const std::string old = disk.file("old");
  write_file(old, "what was there before");
  disk.fill();
  for (const auto& options : all_outputs()) {
    SCOPED_TRACE(options.back());
    expect_one_error(run_program({.arguments = with(options, {"-o", old})}), "No space left");
    EXPECT_EQ(read_file(old), "what was there before");
    expect_one_error(run_program({.arguments = with(options, {"-o", disk.file("new")})}),
                     "No space left");
    EXPECT_FALSE(std::filesystem::exists(disk.file("new")));
  }
  expect_one_error(run_program({.arguments = with({"-w", disk.file("saved")})}), "No space left");
}

// Starts the program and kills it after `delay`. True where it had ended by itself.
bool run_and_kill(std::vector<std::string> arguments, std::chrono::microseconds delay) {
  arguments.insert(arguments.begin(), FLOWSNOOP_PROGRAM);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_t child = 0;
  char* environment[] = {nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error =
      ::posix_spawn(&child, FLOWSNOOP_PROGRAM, &actions, nullptr, pointers.data(), environment);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) ADD_FAILURE() << "the program does not start";
  std::this_thread::sleep_for(delay);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status);
}

TEST(KilledRun, LeavesTheOldFileOrTheCompleteNewOne) {
  const TemporaryDirectory directory;
  const std::string file = directory.path() / "flows.json";
  std::vector<std::string> arguments{"--format", "json", "-o", file};
  const std::string capture = FLOWSNOOP_SOURCE_DIR "/captures/port-scan.pcapng";
  for (int i = 0; i < 20; ++i) arguments.insert(arguments.end(), {"-r", capture});
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(run_program({.arguments = arguments}).exit_status, 0);
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  const std::string complete = read_file(file);
  for (int i = 0; i < 30; ++i) {
    write_file(file, "old");
    const bool had_ended = run_and_kill(arguments, whole * i / 25);
    const std::string left = read_file(file);
    EXPECT_TRUE(left == complete || (left == "old" && !had_ended)) << left.size() << " bytes";
  }
}

}  // namespace
}  // namespace flowsnoop::test
