// Which system calls the process may still make: seccomp (seccomp(2)) by way of libseccomp.
#pragma once

namespace flowsnoop {

// What a run needs besides memory, time, threads, opening files for reading, and reading and
// writing what is open.
struct SystemCalls {
  bool creates_files = false;  // opens files for writing, renames and removes them
  bool captures = false;       // captures from packet sockets that are open
  bool asks_names = false;     // opens sockets to ask for names
};

// Forbids all threads of the process everything else, for good: a forbidden call fails with EPERM.
// Needs forbid_new_privileges(). False where kernel or build cannot do that: then nothing has
// changed.
bool limit_system_calls(const SystemCalls& needed);

// Whether the build can, and the kernel has what it takes.
bool can_limit_system_calls();

}  // namespace flowsnoop
