#include "threads/memory_ahead.h"

#include <sys/mman.h>

#include "threads/quiet_thread.h"

namespace flowsnoop {

MemoryAhead::MemoryAhead() : thread_(start_quiet_thread([this] { run(); })) {}

MemoryAhead::~MemoryAhead() {
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void MemoryAhead::want(std::span<char> memory) {
  {
    const std::lock_guard lock(mutex_);
    wanted_.push_back(memory);
  }
  changed_.notify_one();
}

void MemoryAhead::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return has_ended_ || !wanted_.empty(); });
    if (has_ended_) return;
    // The last first: what was wanted before may be in use by now.
    const std::span<char> memory = wanted_.back();
    wanted_.pop_back();
    lock.unlock();
#ifdef MADV_POPULATE_WRITE
    (void)::madvise(memory.data(), memory.size(), MADV_POPULATE_WRITE);
#endif
    lock.lock();
  }
}

}  // namespace flowsnoop
