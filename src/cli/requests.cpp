#include "cli/requests.h"

#include <atomic>
#include <csignal>

namespace flowsnoop {
namespace {

std::atomic<bool> statistics_wanted = false;
std::atomic<bool> reopening_wanted = false;

static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

// Returns what was done at the signal before.
struct sigaction set_handler(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  struct sigaction before {};
  ::sigaction(signal, &action, &before);
  return before;
}

}  // namespace

Requests::Requests(bool reopens) {
  statistics_wanted = false;
  reopening_wanted = false;
  usr1_before_ = set_handler(SIGUSR1, [](int) { statistics_wanted = true; });
  if (reopens) hup_before_ = set_handler(SIGHUP, [](int) { reopening_wanted = true; });
}

Requests::~Requests() {
  ::sigaction(SIGUSR1, &usr1_before_, nullptr);
  if (hup_before_) ::sigaction(SIGHUP, &*hup_before_, nullptr);
}

bool Requests::take_statistics() {
  return statistics_wanted.exchange(false);
}

bool Requests::take_reopening() {
  return reopening_wanted.exchange(false);
}

}  // namespace flowsnoop
