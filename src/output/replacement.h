// A file that takes the place of another when it is complete.
//
// It is written under a name of its own in the same directory, and renamed. It owns that name: it
// is removed with the Replacement where that was not committed. Used by one thread.
#pragma once

#include <optional>
#include <string>

namespace flowsnoop {

class Replacement {
 public:
  struct Begun;

  // Creates the new file, with the owner and the permissions of the old one where there is one.
  // Nothing where what is at `path` has to stay: it is no regular file (a device, a pipe, a
  // symbolic link), has several names, or no file like it can be created beside it.
  static Begun begin(const std::string& path);

  Replacement(Replacement&& other) noexcept;
  Replacement& operator=(Replacement&&) = delete;
  ~Replacement();

  // Renames the new file, which is written and closed. False, with errno, where that fails.
  bool commit();

 private:
  Replacement(std::string written, std::string target);

  std::string written_;  // empty: there is nothing to remove
  std::string target_;
};

struct Replacement::Begun {
  std::optional<Replacement> replacement;
  int descriptor = -1;  // of the new file, the caller's
};

}  // namespace flowsnoop
