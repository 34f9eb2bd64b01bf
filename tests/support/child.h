// Runs a part of a test in a process of its own, for what cannot be undone.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace flowsnoop::test {

// What `function`, which returns a number from 0 to 127, returned; 128 + the signal where one ended
// it.
template <typename Function>
int in_child(Function&& function) {
  const pid_t child = ::fork();
  if (child < 0) return -1;
  if (child == 0) {
    int result = 127;
    try {
      result = function();
    } catch (...) {
      result = 126;
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace flowsnoop::test
