// For vectors of which there are many megabytes: whole pages, without anything around them, which
// go back to the system as soon as they are freed. malloc may keep such memory: a table that has
// grown leaves a hole. Stateless.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace flowsnoop {

template <typename T>
struct PageAllocator {
  using value_type = T;

  // Less than this is left to operator new.
  static constexpr std::size_t kLeastBytes = std::size_t{64} << 10;

  static constexpr std::align_val_t kAlignment{alignof(T)};

  PageAllocator() = default;
  template <typename Other>
  PageAllocator(const PageAllocator<Other>& /*other*/) {}  // NOLINT(google-explicit-constructor)

  // Throws std::bad_alloc.
  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kLeastBytes) return static_cast<T*>(::operator new(bytes, kAlignment));
    void* pages =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) throw std::bad_alloc();
    return static_cast<T*>(pages);
  }

  void deallocate(T* memory, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kLeastBytes) {
      ::operator delete(memory, kAlignment);
    } else {
      ::munmap(memory, bytes);
    }
  }

  friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }
};

}  // namespace flowsnoop
