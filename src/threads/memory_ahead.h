// Has the system provide memory before it is touched, on a thread of its own: making a page zero
// and mapping it takes longer than filling it.
//
// Advice: where the system does not take it, or is slower than the one who uses the memory, pages
// come when they are touched, as ever. What is in the memory stays.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace flowsnoop {

class MemoryAhead {
 public:
  // Throws std::system_error where no thread can be had.
  MemoryAhead();
  // Returns when no memory is worked on.
  ~MemoryAhead();
  MemoryAhead(const MemoryAhead&) = delete;
  MemoryAhead& operator=(const MemoryAhead&) = delete;

  // Says that this memory, in whole pages, will be used soon. It outlives this. Does not wait.
  void want(std::span<char> memory);

 private:
  void run();

  std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  std::vector<std::span<char>> wanted_;
  bool has_ended_ = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace flowsnoop
