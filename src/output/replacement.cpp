#include "output/replacement.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <utility>

namespace flowsnoop {
namespace {

// What open() gives a file that it creates.
mode_t default_mode() {
  const mode_t mask = ::umask(0);  // there is no other way to read it
  ::umask(mask);
  return 0666 & ~mask;
}

// The mode and owner of what is at `path`; nothing where no other file may take its place: it is no
// regular file, it has several names, or it is not the user's to write. Renaming needs no right to
// the old file, but the user's word for it does.
std::optional<struct stat> replaceable(const char* path) {
  struct stat status {};
  if (::lstat(path, &status) != 0) {
    if (errno != ENOENT) return std::nullopt;
    status.st_mode = default_mode();
    status.st_uid = ::geteuid();
    status.st_gid = ::getegid();
    return status;
  }
  if (!S_ISREG(status.st_mode) || status.st_nlink != 1 || ::access(path, W_OK) != 0) {
    return std::nullopt;
  }
  return status;
}

// False where the new file cannot have the old one's owner and permissions.
bool take_after(int descriptor, const struct stat& old) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return false;
  const bool same_owner = status.st_uid == old.st_uid && status.st_gid == old.st_gid;
  if (!same_owner && ::fchown(descriptor, old.st_uid, old.st_gid) != 0) return false;
  return ::fchmod(descriptor, old.st_mode & 07777) == 0;
}

// Creates a file whose name nobody else has, and appends what it is to `name`. Less than 0: errno
// says why not. mkostemp() would open it for reading too, which the sandbox forbids.
int create_beside(std::string& name) {
  constexpr int kTries = 100;
  const std::size_t length = name.size();
  std::random_device random;
  int descriptor = -1;
  for (int i = 0; i < kTries; ++i) {
    name.resize(length);
    name += fmt::format("{:08x}", random());
    descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
  return descriptor;
}

}  // namespace

Replacement::Begun Replacement::begin(const std::string& path) {
  const auto old = replaceable(path.c_str());
  if (!old) return {};
  const std::size_t name = path.rfind('/') + 1;  // 0 where there is no slash
  std::string written = path.substr(0, name) + "." + path.substr(name) + ".";
  const int descriptor = create_beside(written);
  if (descriptor < 0) return {};
  Replacement replacement(std::move(written), path);
  if (!take_after(descriptor, *old)) {
    ::close(descriptor);
    return {};
  }
  return {std::move(replacement), descriptor};
}

Replacement::Replacement(std::string written, std::string target)
    : written_(std::move(written)), target_(std::move(target)) {}

Replacement::Replacement(Replacement&& other) noexcept
    : written_(std::exchange(other.written_, {})), target_(std::move(other.target_)) {}

Replacement::~Replacement() {
  if (!written_.empty()) ::unlink(written_.c_str());
}

bool Replacement::commit() {
  if (std::rename(written_.c_str(), target_.c_str()) != 0) return false;
  written_.clear();
  return true;
}

}  // namespace flowsnoop
