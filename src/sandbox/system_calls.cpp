#include "sandbox/system_calls.h"

#ifdef FLOWSNOOP_WITH_SANDBOX

#include <fcntl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <span>
#include <string>

namespace flowsnoop {
namespace {

using Names = std::span<const char* const>;

constexpr int kNameMemory = 0x53564d41;  // PR_SET_VMA, Linux 5.17

// A system that lacks one of these calls does not need it.
constexpr const char* kAlways[] = {
    // reading and writing
    "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "_llseek", "close", "fsync",
    "fdatasync", "ftruncate", "ftruncate64", "fadvise64", "fadvise64_64", "dup", "dup2", "dup3",
    "pipe", "pipe2", "fcntl", "fcntl64", "poll", "ppoll", "ppoll_time64", "select", "_newselect",
    "pselect6", "pselect6_time64", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "eventfd2",
    // looking at files
    "fstat", "fstat64", "stat", "stat64", "lstat", "lstat64", "newfstatat", "fstatat64", "statx",
    "fstatfs", "fstatfs64", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
    "getdents64", "getcwd",
    // memory
    "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise",
    // threads
    "futex", "futex_time64", "futex_waitv", "set_robust_list", "get_robust_list", "rseq",
    "sched_yield", "sched_getaffinity", "sched_setaffinity", "membarrier", "gettid", "exit",
    "exit_group",
    // signals
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "rt_sigtimedwait_time64",
    "sigreturn", "sigaltstack", "restart_syscall",
    // time
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "clock_nanosleep",
    "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time", "times", "getrusage",
    // who and where
    "getpid", "getppid", "getuid", "getuid32", "geteuid", "geteuid32", "getgid", "getgid32",
    "getegid", "getegid32", "uname", "sysinfo", "getrandom"};

constexpr const char* kToCreateFiles[] = {"open",      "openat", "rename",   "renameat",
                                          "renameat2", "unlink", "unlinkat", "umask"};

constexpr const char* kToCapture[] = {"bind",        "setsockopt", "getsockopt",
                                      "getsockname", "recvfrom",   "recvmsg"};

constexpr const char* kToAskNames[] = {"connect",     "bind",        "setsockopt", "getsockopt",
                                       "getsockname", "getpeername", "sendto",     "sendmsg",
                                       "sendmmsg",    "recvfrom",    "recvmsg",    "recvmmsg"};

// With every kernel and libc there is another way where these fail so: clone() shows in its
// arguments what it is to make, and openat() how it is to open.
constexpr const char* kNotThere[] = {"clone3", "openat2"};

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
    is_good_ = context_ != nullptr &&
               // All threads, and the filter as a tree: with so many calls a list takes longer.
               seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
               seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_NNP, 0) == 0;
    if (is_good_) (void)seccomp_attr_set(context_.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  }

  void allow(Names names) {
    for (const char* name : names) add(SCMP_ACT_ALLOW, name, {});
  }
  void allow_if(const char* name, scmp_arg_cmp condition) {
    add(SCMP_ACT_ALLOW, name, {&condition, 1});
  }
  void allow_if(const char* name, scmp_arg_cmp first, scmp_arg_cmp second) {
    const scmp_arg_cmp both[] = {first, second};
    add(SCMP_ACT_ALLOW, name, both);
  }
  void hide(Names names) {
    for (const char* name : names) add(SCMP_ACT_ERRNO(ENOSYS), name, {});
  }

  bool load() { return is_good_ && seccomp_load(context_.get()) == 0; }

 private:
  struct Release {
    void operator()(void* context) const { seccomp_release(context); }
  };

  void add(std::uint32_t action, const char* name, std::span<const scmp_arg_cmp> conditions) {
    const int number = seccomp_syscall_resolve_name(name);
    if (!is_good_ || number == __NR_SCMP_ERROR) return;
    const int error =
        seccomp_rule_add_array(context_.get(), action, number,
                               static_cast<unsigned>(conditions.size()), conditions.data());
    // A rule that this architecture has no use for is refused.
    if (error != 0 && error != -EDOM) is_good_ = false;
  }

  std::unique_ptr<void, Release> context_;
  bool is_good_ = false;
};

scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}

scmp_arg_cmp masked_equals(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

void allow_threads_and_own_signals(Filter& filter) {
  // A thread, no other process. s390x has the flags second; there it is no thread without them.
  filter.allow_if("clone", masked_equals(0, CLONE_THREAD, CLONE_THREAD));
  const auto self = static_cast<std::uint64_t>(::getpid());
  for (const char* call : {"kill", "tgkill"}) filter.allow_if(call, equals(0, self));
  for (const int option : {PR_SET_NAME, kNameMemory}) {
    filter.allow_if("prctl", equals(0, static_cast<std::uint64_t>(option)));
  }
  filter.allow_if("prlimit64", equals(0, 0), equals(2, 0));  // own limits, and to know them only
}

void allow_opening_to_read(Filter& filter) {
  constexpr std::uint64_t kToWrite = O_ACCMODE | O_CREAT | O_TRUNC;
  filter.allow_if("open", masked_equals(1, kToWrite, O_RDONLY));
  filter.allow_if("openat", masked_equals(2, kToWrite, O_RDONLY));
}

void allow_requests(Filter& filter, std::span<const unsigned long> requests) {
  for (const unsigned long request : requests) filter.allow_if("ioctl", equals(1, request));
}

void allow_asking_names(Filter& filter) {
  filter.allow(kToAskNames);
  constexpr unsigned long kRequests[] = {FIONREAD};
  allow_requests(filter, kRequests);
  for (const int domain : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK}) {
    filter.allow_if("socket", equals(0, static_cast<std::uint64_t>(domain)));
  }
}

}  // namespace

bool limit_system_calls(const SystemCalls& needed) {
  Filter filter;
  filter.allow(kAlways);
  filter.hide(kNotThere);
  allow_threads_and_own_signals(filter);
  constexpr unsigned long kTerminalRequests[] = {TCGETS, TIOCGWINSZ};
  allow_requests(filter, kTerminalRequests);
  if (needed.creates_files) {
    filter.allow(kToCreateFiles);
  } else {
    allow_opening_to_read(filter);
  }
  if (needed.captures) {
    filter.allow(kToCapture);
    constexpr unsigned long kInterfaceRequests[] = {SIOCGIFNAME, SIOCGIFFLAGS, SIOCGIFINDEX,
                                                    SIOCGIFHWADDR};
    allow_requests(filter, kInterfaceRequests);
  }
  if (needed.asks_names) allow_asking_names(filter);
  return filter.load();
}

// Without a filter to look at, a kernel that knows filters says so.
bool can_limit_system_calls() {
  return ::prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, nullptr, 0, 0) != 0 &&
         errno == EFAULT;
}

}  // namespace flowsnoop

#else

namespace flowsnoop {

bool limit_system_calls(const SystemCalls& /*needed*/) {
  return false;
}

bool can_limit_system_calls() {
  return false;
}

}  // namespace flowsnoop

#endif
