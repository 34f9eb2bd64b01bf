// Tries to open what is forbidden, in a process that has limited itself as the program does.
#include "sandbox/file_access.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>

#include "sandbox/privileges.h"
#include "support/child.h"
#include "support/program.h"

namespace flowsnoop {
namespace {

using test::in_child;
using test::TemporaryDirectory;

constexpr int kCannotLimit = 100;
constexpr int kVersionWithNetwork = 4;

class FileAccessTest : public testing::Test {
 protected:
  void SetUp() override {
    if (landlock_version() == 0) GTEST_SKIP() << "this build or kernel has no Landlock";
    std::filesystem::create_directories(directory_.path() / "inside/below");
    for (const char* name : {"inside/file", "inside/below/file", "file"}) {
      test::write_file(directory_.path() / name, "x");
    }
  }

  std::string path(const std::string& name) const { return directory_.path() / name; }

  // 0, or the errno of opening a file in a process that is limited.
  int open_limited(const FileAccess& access, const std::string& name, int flags) const {
    return limited(access, [&] { return ::open(path(name).c_str(), flags, 0600) < 0 ? errno : 0; });
  }

  static int limited(const FileAccess& access, const std::function<int()>& attempt) {
    return in_child([&] {
      forbid_new_privileges();
      return limit_file_access(access) ? attempt() : kCannotLimit;
    });
  }

  TemporaryDirectory directory_;
};

TEST_F(FileAccessTest, WithoutAnythingAllowedNothingOpens) {
  EXPECT_EQ(open_limited({}, "file", O_RDONLY), EACCES);
  EXPECT_EQ(open_limited({}, "new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(open_limited({}, "inside", O_RDONLY | O_DIRECTORY), EACCES);
}

TEST_F(FileAccessTest, AReadableFileIsReadAndNotWritten) {
  FileAccess access;
  access.readable = {path("inside/file"), path("missing")};
  EXPECT_EQ(open_limited(access, "inside/file", O_RDONLY), 0);
  EXPECT_EQ(open_limited(access, "inside/file", O_WRONLY), EACCES);
  EXPECT_EQ(open_limited(access, "inside/below/file", O_RDONLY), EACCES);
  EXPECT_EQ(open_limited(access, "file", O_RDONLY), EACCES);
}

TEST_F(FileAccessTest, AReadableDirectoryIsReadWithAllBelowIt) {
  FileAccess access;
  access.readable = {path("inside")};
  EXPECT_EQ(open_limited(access, "inside/below/file", O_RDONLY), 0);
  EXPECT_EQ(open_limited(access, "inside", O_RDONLY | O_DIRECTORY), 0);
  EXPECT_EQ(open_limited(access, "inside/new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(open_limited(access, "file", O_RDONLY), EACCES);
}

TEST_F(FileAccessTest, InAWritableDirectoryFilesAreCreatedRenamedAndRemoved) {
  FileAccess access;
  access.writable = {path("inside")};
  EXPECT_EQ(open_limited(access, "new", O_WRONLY | O_CREAT), EACCES);
  EXPECT_EQ(open_limited(access, "inside/new", O_WRONLY | O_CREAT | O_TRUNC), 0);
  EXPECT_EQ(open_limited(access, "inside/new", O_RDONLY), EACCES) << "nobody asked to read it";
  const auto rename = [&](const std::string& to) {
    return limited(access, [&] {
      return std::rename(path("inside/new").c_str(), path(to).c_str()) != 0 ? errno : 0;
    });
  };
  EXPECT_NE(rename("outside"), 0);
  EXPECT_EQ(rename("inside/renamed"), 0);
  EXPECT_EQ(
      limited(access, [&] { return ::unlink(path("inside/renamed").c_str()) != 0 ? errno : 0; }),
      0);
  EXPECT_EQ(limited(access, [&] { return ::unlink(path("file").c_str()) != 0 ? errno : 0; }),
            EACCES);
}

TEST_F(FileAccessTest, AWritableDeviceIsOnlyThatDevice) {
  FileAccess access;
  access.writable = {"/dev/null"};
  EXPECT_EQ(limited(access, [] { return ::open("/dev/null", O_WRONLY) < 0 ? errno : 0; }), 0);
  EXPECT_EQ(limited(access, [] { return ::open("/dev/zero", O_WRONLY) < 0 ? errno : 0; }), EACCES);
}

TEST_F(FileAccessTest, WhatIsOpenStaysOpenAndThreadsHaveTheLimitToo) {
  EXPECT_EQ(
      in_child([&] {
        const int file = ::open(path("file").c_str(), O_RDONLY);
        forbid_new_privileges();
        if (!limit_file_access({})) return kCannotLimit;
        char byte = 0;
        int error = 0;
        std::thread([&] { error = ::open(path("file").c_str(), O_RDONLY) < 0 ? errno : 0; }).join();
        return ::read(file, &byte, 1) == 1 && error == EACCES ? 0 : 1;
      }),
      0);
}

TEST_F(FileAccessTest, ConnectionsAreForbiddenUnlessNamesAreAsked) {
  if (landlock_version() < kVersionWithNetwork) GTEST_SKIP() << "this kernel's Landlock cannot";
  const auto connect = [] {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(1);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto* const pointer = reinterpret_cast<const sockaddr*>(&address);
    return ::connect(socket, pointer, sizeof address) != 0 ? errno : 0;
  };
  FileAccess asking;
  asking.asks_names = true;
  EXPECT_EQ(limited({}, connect), EACCES);
  EXPECT_EQ(limited(asking, connect), in_child(connect));
}

}  // namespace
}  // namespace flowsnoop
