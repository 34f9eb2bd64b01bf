#include "output/replacement.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "support/program.h"

namespace flowsnoop {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TemporaryDirectory;
using test::write_file;

std::ptrdiff_t count_files(const fs::path& directory) {
  return std::distance(fs::directory_iterator(directory), fs::directory_iterator());
}

class ReplacementOf : public testing::Test {
 protected:
  // Writes `text` into the new file and closes it. Nothing was begun: false.
  bool write(const std::string& text) {
    begun_.emplace(Replacement::begin(path_));
    if (!begun_->replacement) return false;
    EXPECT_EQ(::write(begun_->descriptor, text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
    ::close(begun_->descriptor);
    return true;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.path() / "flows.json";
  std::optional<Replacement::Begun> begun_;
};

TEST_F(ReplacementOf, AFileIsTheOldOneUntilItIsCommitted) {
  write_file(path_, "old");
  ASSERT_TRUE(write("new"));
  EXPECT_EQ(read_file(path_), "old");
  EXPECT_TRUE(begun_->replacement->commit());
  EXPECT_EQ(read_file(path_), "new");
  begun_.reset();
  EXPECT_EQ(read_file(path_), "new");
  EXPECT_EQ(count_files(directory_.path()), 1);
}

TEST_F(ReplacementOf, NothingCreatesAFile) {
  ASSERT_TRUE(write("new"));
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_TRUE(begun_->replacement->commit());
  EXPECT_EQ(read_file(path_), "new");
  const mode_t mask = ::umask(0);
  ::umask(mask);
  EXPECT_EQ(static_cast<mode_t>(fs::status(path_).permissions()), 0666 & ~mask);
}

TEST_F(ReplacementOf, AFileThatIsNotCommittedLeavesNothing) {
  write_file(path_, "old");
  ASSERT_TRUE(write("new"));
  begun_.reset();
  EXPECT_EQ(read_file(path_), "old");
  EXPECT_EQ(count_files(directory_.path()), 1);
}

TEST_F(ReplacementOf, AFileKeepsItsPermissions) {
  write_file(path_, "old");
  fs::permissions(path_, fs::perms(0640));
  ASSERT_TRUE(write("new"));
  EXPECT_TRUE(begun_->replacement->commit());
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms(0640));
}

TEST_F(ReplacementOf, AFileKeepsItsOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs the right to give files away";
  write_file(path_, "old");
  ASSERT_EQ(::chown(path_.c_str(), 12345, 12345), 0);
  ASSERT_TRUE(write("new"));
  EXPECT_TRUE(begun_->replacement->commit());
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_uid, 12345u);
}

TEST_F(ReplacementOf, ALinkAPipeADeviceAndAFileWithSeveralNamesIsNotBegun) {
  const std::string target = directory_.path() / "target";
  write_file(target, "old");
  fs::create_symlink(target, path_);
  EXPECT_FALSE(write("new"));
  fs::remove(path_);
  fs::create_hard_link(target, path_);
  EXPECT_FALSE(write("new"));
  fs::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(write("new"));
  EXPECT_FALSE(Replacement::begin("/dev/null").replacement);
  EXPECT_EQ(count_files(directory_.path()), 2);
}

TEST_F(ReplacementOf, AFileInADirectoryThatIsNotThereIsNotBegun) {
  EXPECT_FALSE(Replacement::begin("/nonexistent/flows.json").replacement);
}

}  // namespace
}  // namespace flowsnoop
