// Rights that a run gives up: who it runs as, and its capabilities (capabilities(7)).
//
// Failures throw PrivilegeError, for a run must not go on with rights that it was to give up.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace flowsnoop {

// what() is one line.
class PrivilegeError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct User {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
};

// Who a process of root is to go on as: `name`, a user's name or number, or where that is empty the
// user who started it through sudo or a set-user-ID program. Nothing where that is root, or where
// the process is not root's.
std::optional<User> user_to_become(const std::string& name);

// A set of capabilities: bit N is the one that linux/capability.h has as N.
using Capabilities = std::uint64_t;
inline constexpr Capabilities kNoCapabilities = 0;
Capabilities capability_to_read_any_file();  // CAP_DAC_READ_SEARCH

// All threads go on as `user`, for good. This thread keeps those of `kept` that it has, the others
// keep none.
void become(const User& user, Capabilities kept);

// This thread keeps those of `kept` that it has. Threads that it starts have no others.
void give_up_capabilities(Capabilities kept);

// For a thread that begins before become() is called: keeps what that needs of it, which is of no
// use once system calls are limited. False where it keeps all that it had.
bool give_up_capabilities_but_to_change_user() noexcept;

// No program that the process starts may gain rights. Threads that it starts have that too.
void forbid_new_privileges();

}  // namespace flowsnoop
