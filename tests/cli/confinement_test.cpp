// What a run may no longer do: tried in a process that has entered the same confinement, and seen
// of the real program.
#include "cli/confinement.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "cli/run.h"
#include "support/child.h"
#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop {
namespace {

using test::in_child;
using test::TemporaryDirectory;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kCapture[] = FLOWSNOOP_SOURCE_DIR "/captures/dns-udp.pcapng";
constexpr uid_t kUser = 61234;
// Who has changed its user cannot be looked into, by the search for leaks neither.
constexpr char kNoLeakCheck[] = "ASAN_OPTIONS=detect_leaks=0";

TEST(FilesNeeded, AreThoseThatAreGiven) {
  Config config;
  config.savefiles = {"a.pcap", "dir"};
  config.geo_databases = {"db.mmdb"};
  const FileAccess files = files_needed(config);
  EXPECT_THAT(files.readable, AllOf(Contains("a.pcap"), Contains("dir"), Contains("db.mmdb"),
                                    Contains("/etc/localtime"), Not(Contains("/etc"))));
  EXPECT_THAT(files.writable, IsEmpty());
}

TEST(FilesNeeded, OfAnOutputItIsTheDirectoryAndOfADeviceTheDevice) {
  const auto writable = [](const std::string& path) {
    Config config;
    config.write_path = path;
    return files_needed(config).writable;
  };
  EXPECT_THAT(writable("-"), IsEmpty());
  EXPECT_THAT(writable("new.pcapng"), ElementsAre("."));
  EXPECT_THAT(writable("/no/such/new.pcapng"), ElementsAre("/no/such"));
  EXPECT_THAT(writable("/dev/null"), ElementsAre("/dev/null"));
  EXPECT_THAT(writable("%Y/x"), ElementsAre("."));
  EXPECT_THAT(writable("/%Y/x"), ElementsAre("/"));
  EXPECT_THAT(writable("/var/tmp/%Y/%m/x"), ElementsAre("/var/tmp"));
}

TEST(FilesNeeded, OfADirectoryThatIsMadeItIsTheOneAround) {
  for (const char* directory : {"/no/such/new", "/no/such/new/", "/no/such/new//"}) {
    Config config;
    config.split = {SplitKind::kFlows, directory};
    EXPECT_THAT(files_needed(config).writable, ElementsAre("/no/such")) << directory;
  }
}

TEST(CallsNeeded, FollowTheOptions) {
  Config config;
  config.savefiles = {"a.pcap"};
  config.write_path = "b.pcapng";
  EXPECT_FALSE(calls_needed(config).creates_files) << "it is open before the limit";
  Config replacing = config;
  replacing.output_path = "c.csv";
  EXPECT_TRUE(calls_needed(replacing).creates_files) << "it gets its name at the end";
  config.rotation.size = 1;
  EXPECT_TRUE(calls_needed(config).creates_files);
  EXPECT_FALSE(calls_needed(config).captures);
  EXPECT_FALSE(calls_needed(config).asks_names);
  Config live;
  live.interfaces = {"eth0"};
  EXPECT_TRUE(calls_needed(live).captures);
  EXPECT_FALSE(calls_needed(live).creates_files);
  live.output_path = "log";
  live.resolve = true;
  EXPECT_TRUE(calls_needed(live).creates_files) << "it may be moved away";
  EXPECT_TRUE(calls_needed(live).asks_names);
}

// What the process that try_what_is_forbidden() has become ends with, where it may become another.
constexpr int kBecameAShell = 32;

// 0 where a process that is confined as a run that reads `config` cannot do what is forbidden.
int try_what_is_forbidden(const Config& config) {
  Confinement confinement(config);
  confinement.leave_root();
  confinement.limit_the_rest();
  char shell[] = "/bin/sh";
  char option[] = "-c";
  char script[] = "exit 32";
  char* const arguments[] = {shell, option, script, nullptr};
  const bool opens = ::open(FLOWSNOOP_SOURCE_DIR "/README.md", O_RDONLY) >= 0;
  const bool creates = ::open("created", O_WRONLY | O_CREAT, 0600) >= 0;
  const bool connects = ::socket(AF_INET, SOCK_STREAM, 0) >= 0;
  const bool executes = ::execve(shell, arguments, arguments + 3) == 0;
  const bool reads_its_own = ::open(kCapture, O_RDONLY) >= 0;
  return (opens ? 1 : 0) + (creates ? 2 : 0) + (connects ? 4 : 0) + (executes ? 8 : 0) +
         (reads_its_own ? 0 : 16);
}

TEST(Confinement, ARunOverFilesOpensNoOtherFileNoSocketAndNoProgram) {
  if (landlock_version() == 0 || !can_limit_system_calls()) {
    GTEST_SKIP() << "this build or kernel has no sandbox";
  }
  Config config;
  config.savefiles = {kCapture};
  config.sandbox = true;
  EXPECT_EQ(in_child([&] { return try_what_is_forbidden(config); }), 0);
}

TEST(Confinement, WithoutItTheSameWouldGoThrough) {
  const TemporaryDirectory directory;
  Config config;
  config.savefiles = {kCapture};
  EXPECT_EQ(in_child([&] {
              return ::chdir(directory.path().c_str()) == 0 ? try_what_is_forbidden(config) : -1;
            }),
            kBecameAShell);
  EXPECT_TRUE(std::filesystem::exists(directory.path() / "created"));
}

TEST(Confinement, TheProgramSaysWhatItLimits) {
  const std::string version = test::run_program({.arguments = {"--version"}}).output;
  EXPECT_THAT(version, HasSubstr(describe_confinement()));
}

TEST(Confinement, OptionsThatNeedMoreGetIt) {
  const TemporaryDirectory directory;
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {"--resolve"},
           {"-o", directory.path() / "out"},
           {"-o", "/dev/null"},
           {"-w", directory.path() / "x%s", "-G", "1"},
           {"-w", directory.path() / "x", "-C", "1K", "-W", "2"},
           {"--view", "netstat"},
           {"-r", FLOWSNOOP_SOURCE_DIR "/captures/github-https.pcapng"},
           {"udp", "port", "domain"}}) {
    std::vector<std::string> arguments = {"-r", kCapture};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto confined = test::run_program({.arguments = arguments});
    arguments.push_back("--no-sandbox");
    const auto free = test::run_program({.arguments = arguments});
    EXPECT_EQ(confined.exit_status, 0) << confined.error;
    EXPECT_EQ(confined.output, free.output) << testing::PrintToString(options);
    EXPECT_EQ(confined.error, free.error) << testing::PrintToString(options);
  }
}

TEST(Confinement, SeveralCapturesThatOnlyRootMayReadAreReadWithoutRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const TemporaryDirectory directory;
  const std::string bytes = test::read_file(kCapture);
  for (const char* name : {"a", "b"}) {
    test::write_file(directory.path() / name, bytes);
    ::chmod((directory.path() / name).c_str(), 0);
  }
  const auto result = test::run_program(
      {.arguments = {"-r", directory.path(), "-Z", "nobody"}, .environment = {kNoLeakCheck}});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("20 frames read"));
}

TEST(Confinement, WhatIsCreatedBelongsToWhoGoesOn) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const TemporaryDirectory directory;
  ASSERT_EQ(::chown(directory.path().c_str(), kUser, kUser), 0);
  const std::string file = directory.path() / "saved.pcapng";
  const auto result =
      test::run_program({.arguments = {"-r", kCapture, "-w", file},
                         .environment = {"SUDO_UID=61234", "SUDO_GID=61234", kNoLeakCheck}});
  EXPECT_EQ(result.exit_status, 0) << result.error;
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, kUser);
  EXPECT_EQ(status.st_gid, kUser);
}

TEST(Confinement, AUserThatThereIsNotIsAnError) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const auto result = test::run_program({.arguments = {"-r", kCapture, "-Z", "no-such-user"}});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.error, "flowsnoop: no user 'no-such-user': -Z takes a user of this machine\n");
}

// A program that captures on the loopback interface until one packet came; ended with the object.
class LiveProgram {
 public:
  explicit LiveProgram(const std::string& program) {
    child_ = ::fork();
    if (child_ != 0) return;
    const int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    if (::setresgid(kUser, kUser, kUser) == 0 && ::setresuid(kUser, kUser, kUser) == 0) {
      ::execl(program.c_str(), program.c_str(), "-i", "lo", "-c", "1", "udp", "port", "61235",
              nullptr);
    }
    ::_exit(127);
  }
  ~LiveProgram() {
    if (ended_) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  LiveProgram(const LiveProgram&) = delete;
  LiveProgram& operator=(const LiveProgram&) = delete;

  // The exit status, once it has ended.
  std::optional<int> status() {
    int status = 0;
    if (ended_ || ::waitpid(child_, &status, WNOHANG) != child_) return std::nullopt;
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  }

  std::string status_file() const {
    return test::read_file("/proc/" + std::to_string(child_) + "/status");
  }

 private:
  pid_t child_ = -1;
  bool ended_ = false;
};

void send_packet() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(61235);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  (void)::sendto(socket, "x", 1, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(socket);
}

TEST(Confinement, WithFileCapabilitiesAnyoneCapturesAndKeepsNone) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  if (!can_limit_system_calls()) GTEST_SKIP() << "this build or kernel has no sandbox";
  const TemporaryDirectory directory;
  std::filesystem::permissions(directory.path(), std::filesystem::perms(0755));
  const std::string program = directory.path() / "flowsnoop";
  std::filesystem::copy_file(FLOWSNOOP_PROGRAM, program);
  if (std::system(("setcap cap_net_raw,cap_net_admin=eip " + program + " 2>/dev/null").c_str()) !=
      0) {
    GTEST_SKIP() << "setcap is not there, or may not be used";
  }
  LiveProgram live(program);
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(test::kProgramTimeout_s);
  // Confined: it captures, and has nothing left.
  std::string status;
  while (status.find("Seccomp:\t2") == std::string::npos) {
    status = live.status_file();
    ASSERT_EQ(live.status(), std::nullopt) << "it could not capture";
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_THAT(status, AllOf(HasSubstr("CapPrm:\t0000000000000000"),
                            HasSubstr("CapEff:\t0000000000000000"), HasSubstr("NoNewPrivs:\t1")));
  std::optional<int> exit_status;
  while (!exit_status) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    send_packet();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    exit_status = live.status();
  }
  EXPECT_EQ(*exit_status, 0);
}

}  // namespace
}  // namespace flowsnoop
