#include "threads/in_order.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "threads/quiet_thread.h"

namespace flowsnoop {
namespace {

class WorkInOrder {
 public:
  WorkInOrder(std::size_t count, std::size_t stretch,
              std::span<const std::unique_ptr<StretchWorker>> workers)
      : count_(count),
        stretch_(stretch),
        stretches_((count + stretch - 1) / stretch),
        workers_(workers),
        is_worked_(workers.size()) {}

  // Run by each thread.
  void run() {
    try {
      while (const auto next = take_stretch()) {
        const std::size_t begin = (*next) * stretch_;
        worker(*next).work(begin, std::min(begin + stretch_, count_));
        put_back(*next);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      taken_ = stretches_;
      changed_.notify_all();
    }
  }

  void rethrow_failure() {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  StretchWorker& worker(std::size_t stretch) { return *workers_[stretch % workers_.size()]; }

  // The next stretch, once its worker is free; nothing where all are taken.
  std::optional<std::size_t> take_stretch() {
    std::unique_lock lock(mutex_);
    if (taken_ == stretches_) return std::nullopt;
    const std::size_t stretch = taken_++;
    changed_.wait(lock, [&] { return failure_ || stretch - handed_over_ < workers_.size(); });
    return failure_ ? std::nullopt : std::optional(stretch);
  }

  // Hands over what is ready, unless another thread is at it.
  void put_back(std::size_t stretch) {
    std::unique_lock lock(mutex_);
    is_worked_[stretch % workers_.size()] = true;
    if (is_handing_over_) return;
    is_handing_over_ = true;
    while (is_worked_[handed_over_ % workers_.size()] && !failure_) {
      lock.unlock();
      worker(handed_over_).hand_over();
      lock.lock();
      is_worked_[handed_over_ % workers_.size()] = false;
      ++handed_over_;
      changed_.notify_all();
    }
    is_handing_over_ = false;
  }

  const std::size_t count_;
  const std::size_t stretch_;
  const std::size_t stretches_;
  const std::span<const std::unique_ptr<StretchWorker>> workers_;
  std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  std::size_t taken_ = 0;
  std::size_t handed_over_ = 0;
  bool is_handing_over_ = false;
  std::vector<bool> is_worked_;  // by worker: it has something to hand over
  std::exception_ptr failure_;
};

}  // namespace

void work_in_order(std::size_t count, std::size_t stretch, unsigned threads,
                   std::span<const std::unique_ptr<StretchWorker>> workers) {
  WorkInOrder work(count, stretch, workers);
  std::vector<std::thread> others;
  try {
    while (others.size() + 1 < threads) {
      others.push_back(start_quiet_thread([&work] { work.run(); }));
    }
  } catch (const std::system_error&) {
    // Those that there are do it all.
  }
  work.run();
  for (std::thread& other : others) other.join();
  work.rethrow_failure();
}

}  // namespace flowsnoop
