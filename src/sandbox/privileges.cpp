#include "sandbox/privileges.h"

#include <fmt/core.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace flowsnoop {
namespace {

constexpr int kMaxGroups = 65536;  // NGROUPS_MAX of Linux

[[noreturn]] void fail(const std::string& what) {
  throw PrivilegeError(fmt::format("{}: {}", what, std::strerror(errno)));
}

std::optional<id_t> parse_id(std::string_view text) {
  id_t id = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (text.empty() || error != std::errc{} || stop != text.data() + text.size()) return {};
  return id;
}

std::vector<gid_t> groups_of(const char* name, gid_t gid) {
  int count = 0;
  ::getgrouplist(name, gid, nullptr, &count);  // says how many there are
  std::vector<gid_t> groups(static_cast<std::size_t>(std::min(std::max(count, 1), kMaxGroups)));
  count = static_cast<int>(groups.size());
  if (::getgrouplist(name, gid, groups.data(), &count) < 0) return {gid};
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

// One without an entry in the list of users has no group but the one of its number.
User user_of(uid_t uid, gid_t gid_without_entry) {
  const passwd* const entry = ::getpwuid(uid);
  if (entry == nullptr) return {uid, gid_without_entry, {gid_without_entry}};
  return {uid, entry->pw_gid, groups_of(entry->pw_name, entry->pw_gid)};
}

User named_user(const std::string& name) {
  if (const passwd* const entry = ::getpwnam(name.c_str())) {
    return {entry->pw_uid, entry->pw_gid, groups_of(name.c_str(), entry->pw_gid)};
  }
  const auto uid = parse_id(name);
  if (!uid)
    throw PrivilegeError(fmt::format("no user '{}': -Z takes a user of this machine", name));
  return user_of(*uid, *uid);
}

User user_of_sudo() {
  const char* const uid_text = std::getenv("SUDO_UID");
  const char* const gid_text = std::getenv("SUDO_GID");
  const auto uid = parse_id(uid_text != nullptr ? uid_text : "");
  if (!uid) return {};
  return user_of(*uid, parse_id(gid_text != nullptr ? gid_text : "").value_or(*uid));
}

bool keep_capabilities(Capabilities kept) noexcept {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};  // of this thread
  __user_cap_data_struct halves[_LINUX_CAPABILITY_U32S_3]{};
  if (::syscall(SYS_capget, &header, halves) != 0) return false;
  for (auto& half : halves) {
    half.permitted &= static_cast<std::uint32_t>(kept);
    half.effective = half.permitted;
    half.inheritable = 0;
    kept >>= 32;
  }
  return ::syscall(SYS_capset, &header, halves) == 0;
}

}  // namespace

std::optional<User> user_to_become(const std::string& name) {
  if (::geteuid() != 0) return std::nullopt;
  User user;
  if (!name.empty()) {
    user = named_user(name);
  } else if (::getuid() != 0) {
    user = user_of(::getuid(), ::getgid());
  } else {
    user = user_of_sudo();
  }
  if (user.uid == 0) return std::nullopt;
  return user;
}

Capabilities capability_to_read_any_file() {
  return Capabilities{1} << CAP_DAC_READ_SEARCH;
}

void become(const User& user, Capabilities kept) {
  // What is to be kept stays permitted; all else goes with the last user ID that is 0.
  if (kept != 0 && ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) fail("cannot keep a capability");
  if (::setgroups(user.groups.size(), user.groups.data()) != 0 ||
      ::setresgid(user.gid, user.gid, user.gid) != 0 ||
      ::setresuid(user.uid, user.uid, user.uid) != 0) {
    fail(fmt::format("cannot go on as user {}", user.uid));
  }
  give_up_capabilities(kept);
  if (::setresuid(0, 0, 0) == 0) throw PrivilegeError("root could not be given up");
}

void give_up_capabilities(Capabilities kept) {
  if (!keep_capabilities(kept)) fail("cannot give up capabilities");
}

bool give_up_capabilities_but_to_change_user() noexcept {
  return keep_capabilities(Capabilities{1} << CAP_SETUID | Capabilities{1} << CAP_SETGID);
}

void forbid_new_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("cannot forbid new privileges");
}

}  // namespace flowsnoop
