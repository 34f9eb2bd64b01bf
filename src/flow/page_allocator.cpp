#include "flow/page_allocator.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace flowsnoop {
namespace {

constexpr std::size_t round_up(std::size_t value, std::size_t to) {
  return (value + to - 1) / to * to;
}

char* map(std::size_t bytes) {
  void* pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return static_cast<char*>(pages);
}

}  // namespace

void* map_pages(std::size_t bytes, std::size_t small_bytes) {
  if (bytes < 2 * kHugePageBytes || bytes > SIZE_MAX / 2) return map(bytes);
  // More than is needed, and what is before and behind goes back.
  const std::size_t size = round_up(bytes, static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)));
  char* const pages = map(size + kHugePageBytes);
  const std::size_t before = round_up(reinterpret_cast<std::uintptr_t>(pages), kHugePageBytes) -
                             reinterpret_cast<std::uintptr_t>(pages);
  char* const aligned = pages + before;
  if (before != 0) ::munmap(pages, before);
  if (before != kHugePageBytes) ::munmap(aligned + size, kHugePageBytes - before);
#ifdef MADV_HUGEPAGE
  // Advice: where it is not taken, there are small pages.
  (void)::madvise(aligned + small_bytes, size - small_bytes, MADV_HUGEPAGE);
#endif
  return aligned;
}

void unmap_pages(void* pages, std::size_t bytes) {
  ::munmap(pages, bytes);
}

}  // namespace flowsnoop
