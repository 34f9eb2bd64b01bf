#include "cli/requests.h"

#include <atomic>
#include <csignal>

namespace flowsnoop {
namespace {

std::atomic<bool> statistics_wanted = false;
std::atomic<bool> reopening_wanted = false;

static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

void set_handler(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

Requests::Requests(bool reopens) {
  statistics_wanted = false;
  reopening_wanted = false;
  set_handler(SIGUSR1, [](int) { statistics_wanted = true; });
  if (reopens) set_handler(SIGHUP, [](int) { reopening_wanted = true; });
}

Requests::~Requests() {
  set_handler(SIGUSR1, SIG_DFL);
  set_handler(SIGHUP, SIG_DFL);
}

bool Requests::take_statistics() {
  return statistics_wanted.exchange(false);
}

bool Requests::take_reopening() {
  return reopening_wanted.exchange(false);
}

}  // namespace flowsnoop
