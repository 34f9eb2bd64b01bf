// Works on the parts of a list on several threads, and passes the results on in the order of the
// list.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace flowsnoop {

// Works on one stretch of the list at a time and keeps the result.
class StretchWorker {
 public:
  virtual ~StretchWorker() = default;
  virtual void work(std::size_t begin, std::size_t end) = 0;
  // Passes on what the last work() made.
  virtual void hand_over() = 0;
};

// Has the elements from 0 up to `count` worked on by `threads` threads, the caller's among them,
// and returns when all were handed over. A worker has a stretch of `stretch` elements, the next
// stretch the next worker, and around: where there are more workers than threads, no thread waits
// for a slow one soon. work() may run in parallel with that of other workers and with one
// hand_over(); hand_over() runs once at a time, in the order of the list. What either throws is
// thrown here, when all threads have ended. Where the system gives fewer threads, fewer work.
void work_in_order(std::size_t count, std::size_t stretch, unsigned threads,
                   std::span<const std::unique_ptr<StretchWorker>> workers);

}  // namespace flowsnoop
