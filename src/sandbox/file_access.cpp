#include "sandbox/file_access.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace flowsnoop {

#ifdef FLOWSNOOP_WITH_SANDBOX

namespace {

// What the headers of older systems lack (linux/landlock.h).
constexpr std::uint64_t kTruncate = 1 << 14;  // version 3
constexpr std::uint64_t kBindTcp = 1 << 0;    // version 4
constexpr std::uint64_t kConnectTcp = 1 << 1;
constexpr std::uint64_t kAbstractSockets = 1 << 0;  // version 6
constexpr std::uint64_t kSignals = 1 << 1;
constexpr int kVersionWithTruncate = 3;
constexpr int kVersionWithNetwork = 4;
constexpr int kVersionWithScopes = 6;

struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scopes = 0;
};

constexpr std::uint64_t kWriteFile = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t kInDirectory = LANDLOCK_ACCESS_FS_MAKE_REG |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                       LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_READ_DIR;

// All that this version of Landlock can forbid; what is not listed by it is not forbidden.
Ruleset everything(int version, bool asks_names) {
  Ruleset all;
  // The first version has the rights up to this one.
  all.files = 2 * LANDLOCK_ACCESS_FS_MAKE_SYM - 1;
  if (version >= kVersionWithTruncate) all.files |= kTruncate;
  if (version >= kVersionWithNetwork && !asks_names) all.network = kBindTcp | kConnectTcp;
  if (version >= kVersionWithScopes) all.scopes = kAbstractSockets | kSignals;
  return all;
}

// Older kernels know a shorter ruleset.
std::size_t size_of_ruleset(int version) {
  if (version >= kVersionWithScopes) return sizeof(Ruleset);
  return version >= kVersionWithNetwork ? offsetof(Ruleset, scopes) : offsetof(Ruleset, network);
}

// A path that cannot be opened needs no rule: it cannot be opened later either, or it is to be made
// in a directory that has one.
void allow(int ruleset, const std::string& path, std::uint64_t in_file,
           std::uint64_t in_directory) {
  const int file = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (file < 0) return;
  struct stat status {};
  const bool is_directory = ::fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
  const landlock_path_beneath_attr rule{in_file | (is_directory ? in_directory : 0), file};
  // It fails for a pipe or the like, which Landlock does not forbid.
  (void)::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(file);
}

}  // namespace

int landlock_version() {
  const long version =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return static_cast<int>(std::max(version, 0L));
}

bool limit_file_access(const FileAccess& access) {
  const int version = landlock_version();
  if (version == 0) return false;
  const Ruleset all = everything(version, access.asks_names);
  const int ruleset =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, size_of_ruleset(version), 0));
  if (ruleset < 0) return false;
  for (const std::string& path : access.readable) {
    allow(ruleset, path, LANDLOCK_ACCESS_FS_READ_FILE, LANDLOCK_ACCESS_FS_READ_DIR);
  }
  for (const std::string& path : access.writable) {
    allow(ruleset, path, (kWriteFile | kTruncate) & all.files, kInDirectory);
  }
  const bool is_limited = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return is_limited;
}

#else

int landlock_version() {
  return 0;
}

bool limit_file_access(const FileAccess& /*access*/) {
  return false;
}

#endif

}  // namespace flowsnoop
