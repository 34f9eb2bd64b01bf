#include "sandbox/privileges.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "support/child.h"
#include "support/program.h"

namespace flowsnoop {
namespace {

using test::in_child;

constexpr uid_t kUser = 61234;  // of nobody on any machine, and needs no entry

// A line of this thread's status, such as "CapPrm".
std::string status_line(const std::string& name) {
  std::ifstream status("/proc/thread-self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return {};
}

constexpr char kNone[] = "0000000000000000";

class PrivilegesTest : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    ::unsetenv("SUDO_UID");
    ::unsetenv("SUDO_GID");
  }
};

TEST_F(PrivilegesTest, RootBecomesWhoIsNamed) {
  const auto by_number = user_to_become("61234");
  ASSERT_TRUE(by_number);
  EXPECT_EQ(by_number->uid, kUser);
  const auto nobody = user_to_become("nobody");
  ASSERT_TRUE(nobody);
  EXPECT_NE(nobody->uid, 0U);
  EXPECT_FALSE(nobody->groups.empty());
  EXPECT_FALSE(user_to_become("root"));
  EXPECT_THROW(user_to_become("no-such-user-here"), PrivilegeError);
}

TEST_F(PrivilegesTest, RootBecomesWhoCalledSudo) {
  EXPECT_FALSE(user_to_become(""));
  ::setenv("SUDO_UID", "61234", 1);
  ::setenv("SUDO_GID", "61235", 1);
  const auto user = user_to_become("");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->uid, kUser);
  EXPECT_EQ(user->gid, 61235U);
  EXPECT_FALSE(user_to_become("root")) << "-Z root says otherwise";
  for (const char* text : {"0", "", "x", "-1", "12x"}) {
    ::setenv("SUDO_UID", text, 1);
    EXPECT_FALSE(user_to_become("")) << text;
  }
  ::unsetenv("SUDO_UID");
  ::unsetenv("SUDO_GID");
}

TEST_F(PrivilegesTest, WhoItBecomesHasNothingOfRoot) {
  EXPECT_EQ(in_child([] {
              become({kUser, kUser, {kUser}}, kNoCapabilities);
              const bool is_user = ::getuid() == kUser && ::geteuid() == kUser &&
                                   ::getgid() == kUser && ::getegid() == kUser &&
                                   status_line("Groups") == "61234 ";
              const bool is_bare = status_line("CapPrm") == kNone &&
                                   status_line("CapEff") == kNone && ::setuid(0) != 0;
              return is_user && is_bare ? 0 : 1;
            }),
            0);
}

TEST_F(PrivilegesTest, AThreadThatWasThereBeforeBecomesTheUserToo) {
  EXPECT_EQ(in_child([] {
              std::atomic<int> step = 0;
              bool is_bare = false;
              std::thread thread([&] {
                (void)give_up_capabilities_but_to_change_user();
                step = 1;
                while (step != 2) std::this_thread::yield();
                is_bare = ::getuid() == kUser && status_line("CapPrm") == kNone;
              });
              while (step != 1) std::this_thread::yield();
              become({kUser, kUser, {kUser}}, kNoCapabilities);
              step = 2;
              thread.join();
              return is_bare ? 0 : 1;
            }),
            0);
}

TEST_F(PrivilegesTest, ACapabilityThatIsKeptIsTheOnlyOne) {
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() / "secret";
  test::write_file(file, "x");
  ::chmod(file.c_str(), 0);
  const auto opens = [&](Capabilities kept) {
    return in_child([&] {
      become({kUser, kUser, {kUser}}, kept);
      return ::open(file.c_str(), O_RDONLY) >= 0 ? 0 : 1;
    });
  };
  EXPECT_EQ(opens(capability_to_read_any_file()), 0);
  EXPECT_EQ(opens(kNoCapabilities), 1);
  EXPECT_EQ(in_child([&] {
              become({kUser, kUser, {kUser}}, capability_to_read_any_file());
              return ::open(file.c_str(), O_WRONLY) >= 0 ? 1 : 0;
            }),
            0);
}

TEST_F(PrivilegesTest, RootWithoutCapabilitiesIsLikeAnyUser) {
  EXPECT_EQ(in_child([] {
              give_up_capabilities(kNoCapabilities);
              return status_line("CapPrm") == kNone && ::setuid(kUser) != 0 ? 0 : 1;
            }),
            0);
}

TEST(Privileges, NoProgramMayGainAny) {
  EXPECT_EQ(in_child([] {
              forbid_new_privileges();
              return status_line("NoNewPrivs") == "1" ? 0 : 1;
            }),
            0);
}

TEST(Privileges, WhoIsNotRootStaysWhoItIs) {
  EXPECT_EQ(in_child([] {
              if (::geteuid() == 0 && ::setresuid(kUser, kUser, kUser) != 0) return 2;
              ::setenv("SUDO_UID", "61235", 1);
              return user_to_become("") || user_to_become("nobody") ? 1 : 0;
            }),
            0);
}

}  // namespace
}  // namespace flowsnoop
