// For what takes many megabytes: whole pages, without anything around them, which go back to the
// system as soon as they are freed. malloc may keep such memory: a table that has grown leaves a
// hole.
//
// Where there is a lot of it, it is in huge pages, where the system has them: what is far apart is
// found with fewer looks into the page tables, and comes with fewer faults. Stateless.
#pragma once

#include <cstddef>
#include <new>

namespace flowsnoop {

// Of x86-64, and of ARM with pages of 4 KiB.
inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;

// `bytes` of zero, in pages. From twice kHugePageBytes on they are aligned to it, and in huge pages
// but for the first `small_bytes`. Throws std::bad_alloc.
void* map_pages(std::size_t bytes, std::size_t small_bytes = 0);
void unmap_pages(void* pages, std::size_t bytes);

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
    return static_cast<T*>(bytes < kLeastBytes ? ::operator new(bytes, kAlignment)
                                               : map_pages(bytes));
  }

  void deallocate(T* memory, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kLeastBytes) {
      ::operator delete(memory, kAlignment);
    } else {
      unmap_pages(memory, bytes);
    }
  }

  friend bool operator==(const PageAllocator&, const PageAllocator&) { return true; }
};

}  // namespace flowsnoop
