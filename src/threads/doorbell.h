// Wakes one thread that waits for any of several things that others do.
//
// Whoever waits takes the number of rings, looks whether there is something to do, and then waits
// for a further ring: none in between is missed.
#pragma once

#include <atomic>
#include <cstdint>

namespace flowsnoop {

class Doorbell {
 public:
  // Cheap where nobody waits.
  void ring() {
    rings_.fetch_add(1, std::memory_order_release);
    rings_.notify_one();
  }

  std::uint32_t rings() const { return rings_.load(std::memory_order_acquire); }

  // Returns when there have been more than `rings`.
  void wait(std::uint32_t rings) const { rings_.wait(rings, std::memory_order_acquire); }

 private:
  std::atomic<std::uint32_t> rings_ = 0;
};

}  // namespace flowsnoop
