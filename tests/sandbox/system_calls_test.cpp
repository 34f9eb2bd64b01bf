// Tries what is forbidden, in a process that has limited itself as the program does.
#include "sandbox/system_calls.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "sandbox/privileges.h"
#include "support/child.h"
#include "support/program.h"

namespace flowsnoop {
namespace {

using test::in_child;
using test::TemporaryDirectory;

constexpr int kCannotLimit = 100;

class SystemCallsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!can_limit_system_calls()) GTEST_SKIP() << "this build or kernel cannot limit system calls";
  }
};

// What `attempt` returns in a process that may do no more than `needed`: 0, or an errno.
int limited(const SystemCalls& needed, const std::function<int()>& attempt) {
  return in_child([&] {
    forbid_new_privileges();
    return limit_system_calls(needed) ? attempt() : kCannotLimit;
  });
}

int error_of(long result) {
  return result < 0 ? errno : 0;
}

int make_socket(int domain) {
  return error_of(::socket(domain, SOCK_DGRAM, 0));
}

int run_program() {
  char* const arguments[] = {nullptr};
  return error_of(::execve("/bin/true", arguments, arguments));
}

TEST_F(SystemCallsTest, SocketsAreForbidden) {
  for (const int domain : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET}) {
    EXPECT_EQ(limited({}, [&] { return make_socket(domain); }), EPERM) << domain;
    EXPECT_EQ(
        limited({.creates_files = true, .captures = true}, [&] { return make_socket(domain); }),
        EPERM)
        << domain;
  }
}

TEST_F(SystemCallsTest, OtherProgramsAndProcessesAreForbidden) {
  for (const SystemCalls& needed :
       {SystemCalls{}, SystemCalls{.creates_files = true, .captures = true, .asks_names = true}}) {
    EXPECT_EQ(limited(needed, run_program), EPERM);
    EXPECT_EQ(limited(needed, [] { return ::fork() < 0 ? errno : 0; }), EPERM);
    EXPECT_EQ(limited(needed, [] { return error_of(::kill(::getppid(), 0)); }), EPERM);
    EXPECT_EQ(limited(needed, [] { return error_of(::ptrace(PTRACE_TRACEME, 0, 0, 0)); }), EPERM);
  }
}

TEST_F(SystemCallsTest, ChangingUserAndTheSystemIsForbidden) {
  EXPECT_EQ(limited({}, [] { return error_of(::setuid(1)); }), EPERM);
  EXPECT_EQ(limited({}, [] { return error_of(::chroot("/")); }), EPERM);
  EXPECT_EQ(limited({}, [] { return error_of(::chmod("/dev/null", 0666)); }), EPERM);
}

TEST_F(SystemCallsTest, FilesCanBeCreatedWhereThatIsNeededOnly) {
  const TemporaryDirectory directory;
  const std::string old_name = directory.path() / "old";
  const std::string new_name = directory.path() / "new";
  const auto create = [&] {
    return error_of(::open(old_name.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600));
  };
  const auto rename = [&] { return error_of(std::rename(old_name.c_str(), new_name.c_str())); };
  const auto remove = [&] { return error_of(::unlink(new_name.c_str())); };
  const auto empty = [&] { return error_of(::open(old_name.c_str(), O_RDONLY | O_TRUNC)); };
  EXPECT_EQ(limited({}, create), EPERM);
  EXPECT_EQ(limited({.creates_files = true}, create), 0);
  EXPECT_EQ(limited({}, empty), EPERM);
  EXPECT_EQ(limited({}, rename), EPERM);
  EXPECT_EQ(limited({.creates_files = true}, rename), 0);
  EXPECT_EQ(limited({}, remove), EPERM);
  EXPECT_EQ(limited({.creates_files = true}, remove), 0);
}

TEST_F(SystemCallsTest, AskingNamesTakesOrdinarySocketsOnly) {
  for (const int domain : {AF_INET, AF_INET6, AF_UNIX}) {
    const int as_usual = in_child([&] { return make_socket(domain); });
    EXPECT_EQ(limited({.asks_names = true}, [&] { return make_socket(domain); }), as_usual);
  }
  EXPECT_EQ(limited({.asks_names = true}, [] { return make_socket(AF_PACKET); }), EPERM);
  EXPECT_EQ(limited({.asks_names = true},
                    [] {
                      const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
                      return error_of(::listen(socket, 1));
                    }),
            EPERM);
}

TEST_F(SystemCallsTest, AThreadThatWasThereBeforeIsLimitedToo) {
  const int result = in_child([] {
    std::atomic<bool> is_limited = false;
    std::atomic<int> error = -1;
    std::thread thread([&] {
      while (!is_limited) std::this_thread::yield();
      error = make_socket(AF_INET);
    });
    forbid_new_privileges();
    const bool done = limit_system_calls({});
    is_limited = true;
    thread.join();
    return done ? error.load() : kCannotLimit;
  });
  EXPECT_EQ(result, EPERM);
}

TEST_F(SystemCallsTest, WhatEveryRunDoesGoesOn) {
  EXPECT_EQ(limited({},
                    [] {
                      std::vector<char> large(std::size_t{64} << 20, 'x');
                      std::atomic<int> sum = 0;
                      std::vector<std::thread> threads;
                      for (int i = 1; i <= 4; ++i) threads.emplace_back([&, i] { sum += i; });
                      for (std::thread& thread : threads) thread.join();
                      const std::time_t time = 1;
                      std::tm local{};
                      const bool has_time = ::localtime_r(&time, &local) != nullptr;
                      std::random_device device;
                      (void)device();
                      (void)::isatty(STDOUT_FILENO);
                      std::this_thread::sleep_for(std::chrono::milliseconds(1));
                      const int file = ::open("/proc/self/status", O_RDONLY);
                      char byte = 0;
                      const bool reads = ::read(file, &byte, 1) == 1;
                      return large[5] == 'x' && sum == 10 && has_time && reads ? 0 : 1;
                    }),
            0);
}

TEST_F(SystemCallsTest, AbortingEndsTheProcessAsItShould) {
  EXPECT_EQ(limited({}, []() -> int { std::abort(); }), 128 + SIGABRT);
}

}  // namespace
}  // namespace flowsnoop
