// For what takes many megabytes: whole pages, without anything around them, which go back to the
// system as soon as they are freed. malloc may keep such memory: a table that has grown leaves a
// hole.
//
// Where there is a lot of it, it is in huge pages, where the system has them: what is far apart is
// found with fewer looks into the page tables, and comes with fewer faults. Stateless.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <new>

namespace flowsnoop {

// Of x86-64, and of ARM with pages of 4 KiB.
inline constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;

// `bytes` of zero, in pages. Throws std::bad_alloc.
inline char* map_small_pages(std::size_t bytes) {
  void* pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return static_cast<char*>(pages);
}

inline void unmap_pages(void* pages, std::size_t bytes) {
  ::munmap(pages, bytes);
}

// The same, and from twice kHugePageBytes on aligned to it, and in huge pages but for the first
// `small_bytes`. Throws std::bad_alloc.
inline void* map_pages(std::size_t bytes, std::size_t small_bytes = 0) {
  if (bytes < 2 * kHugePageBytes || bytes > SIZE_MAX / 2) return map_small_pages(bytes);
  const auto page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t size = (bytes + page_bytes - 1) / page_bytes * page_bytes;
  // More than is needed, and what is before and behind goes back.
  char* const pages = map_small_pages(size + kHugePageBytes);
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(pages) % kHugePageBytes;
  const std::size_t before = beyond == 0 ? 0 : kHugePageBytes - beyond;
  char* const aligned = pages + before;
  if (before != 0) ::munmap(pages, before);
  ::munmap(aligned + size, kHugePageBytes - before);
#ifdef MADV_HUGEPAGE
  // Advice: where it is not taken, there are small pages.
  (void)::madvise(aligned + small_bytes, size - small_bytes, MADV_HUGEPAGE);
#endif
  return aligned;
}

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
