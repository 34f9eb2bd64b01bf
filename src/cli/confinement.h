// What a run may no longer do once it has what it needs (docs/security.md): it stops being root,
// has no capabilities, opens no other files, and makes no other system calls.
//
// Each step is for good, and for the whole process. Without Config::sandbox only root is given up.
// Throws PrivilegeError.
#pragma once

#include <optional>
#include <string>

#include "cli/options.h"
#include "sandbox/file_access.h"
#include "sandbox/privileges.h"
#include "sandbox/system_calls.h"

namespace flowsnoop {

// The files that a run opens after its start. Reads the file system.
FileAccess files_needed(const Config& config);

SystemCalls calls_needed(const Config& config);

class Confinement {
 public:
  // To be called before anything of a capture is read: reading files, limits which ones may be
  // opened.
  explicit Confinement(const Config& config);

  // To be called when the source is open. What is created afterwards belongs to who goes on.
  void leave_root();

  // To be called when everything is open.
  void limit_the_rest();

 private:
  // Of several captures, each is opened again in its turn.
  Capabilities kept() const;

  const Config& config_;
  const FileAccess files_;
  const std::optional<User> user_;
};

// What this build can limit on this kernel, as one line.
std::string describe_confinement();

}  // namespace flowsnoop
