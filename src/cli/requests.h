// What a live run is asked for while it goes on: SIGUSR1 asks for statistics, SIGHUP for outputs to
// be opened anew (logrotate has moved them).
#pragma once

#include <csignal>
#include <optional>

namespace flowsnoop {

// While it lives, the signals are taken; before and after, they do what they always do. SIGHUP is
// left alone where `reopens` is false: a run that writes no file ends with its terminal. One at a
// time in a process.
class Requests {
 public:
  explicit Requests(bool reopens);
  ~Requests();
  Requests(const Requests&) = delete;
  Requests& operator=(const Requests&) = delete;

  // True once for each time that it was asked for; two signals between two calls are one.
  static bool take_statistics();
  static bool take_reopening();

 private:
  struct sigaction usr1_before_ {};
  std::optional<struct sigaction> hup_before_;  // where it is taken
};

}  // namespace flowsnoop
