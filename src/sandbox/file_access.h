// Which files the process may still open: Landlock (landlock(7)), Linux 5.13 and later.
#pragma once

#include <string>
#include <vector>

namespace flowsnoop {

struct FileAccess {
  std::vector<std::string> readable;  // files, and directories with all that is below them
  // Files that may be opened for writing; directories may be listed, files in them be created,
  // renamed and removed, and directories be made.
  std::vector<std::string> writable;
  bool asks_names = false;  // TCP connections are not forbidden
};

// Forbids this thread, and those that it starts from now on, to open any other file. Names that
// there are not are left out. Needs forbid_new_privileges(). False where kernel or build cannot do
// that: then nothing has changed.
bool limit_file_access(const FileAccess& access);

// The version of Landlock that limit_file_access() uses; 0: it cannot.
int landlock_version();

}  // namespace flowsnoop
