// Starts threads that take no signals: signal handlers run on the main thread, whose waiting for
// input they end.
#pragma once

#include <pthread.h>

#include <csignal>
#include <thread>
#include <utility>

namespace flowsnoop {

// A thread that is started while all signals are blocked never runs a signal handler.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

// A thread that runs `work`, which throws nothing. Throws std::system_error where there is none.
template <typename Work>
std::thread start_quiet_thread(Work work) {
  const SignalsBlocked signals_blocked;
  return std::thread(std::move(work));
}

}  // namespace flowsnoop
