// A ceiling on what may be kept, shared by all who keep something.
//
// It counts what its users say they take; it allocates nothing. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flowsnoop {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit = SIZE_MAX) : limit_(limit) {}

  // False, and nothing taken, where that would be more than there is.
  bool try_take(std::size_t bytes) {
    if (bytes > limit_ - used_) return false;
    used_ += bytes;
    return true;
  }

  // For what cannot be refused: afterwards there may be nothing left.
  void take(std::size_t bytes) { used_ = bytes > limit_ - used_ ? limit_ : used_ + bytes; }

  void give_back(std::size_t bytes) { used_ -= bytes < used_ ? bytes : used_; }

  std::size_t used() const { return used_; }
  std::size_t left() const { return limit_ - used_; }

 private:
  const std::size_t limit_;
  std::size_t used_ = 0;
};

}  // namespace flowsnoop
