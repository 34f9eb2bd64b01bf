#include "threads/memory_ahead.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <span>
#include <thread>
#include <vector>

#include "flow/page_allocator.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kBytes = 3 * kHugePageBytes;

bool is_there(std::span<char> memory) {
  const auto page_bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> pages((memory.size() + page_bytes - 1) / page_bytes);
  if (::mincore(memory.data(), memory.size(), pages.data()) != 0) return false;
  return std::ranges::all_of(pages, [](unsigned char page) { return (page & 1) != 0; });
}

bool system_takes_advice() {
#ifdef MADV_POPULATE_WRITE
  char* const pages = map_small_pages(1);
  const bool takes = ::madvise(pages, 1, MADV_POPULATE_WRITE) == 0;
  unmap_pages(pages, 1);
  return takes;
#else
  return false;
#endif
}

TEST(MemoryAhead, BringsMemoryThatNobodyHasTouched) {
  if (!system_takes_advice()) GTEST_SKIP() << "the system provides no memory ahead";
  const std::span pages(static_cast<char*>(map_pages(kBytes)), kBytes);
  ASSERT_FALSE(is_there(pages));
  {
    MemoryAhead ahead;
    ahead.want(pages);
    while (!is_there(pages)) std::this_thread::yield();
  }
  EXPECT_EQ(std::ranges::count(pages, 0), static_cast<std::ptrdiff_t>(kBytes));
  unmap_pages(pages.data(), kBytes);
}

TEST(MemoryAhead, LeavesWhatIsInTheMemory) {
  const std::span pages(static_cast<char*>(map_pages(kBytes)), kBytes);
  std::ranges::fill(pages, 'x');
  {
    MemoryAhead ahead;
    for (int i = 0; i < 10; ++i) ahead.want(pages);
  }
  EXPECT_EQ(std::ranges::count(pages, 'x'), static_cast<std::ptrdiff_t>(kBytes));
  unmap_pages(pages.data(), kBytes);
}

}  // namespace
}  // namespace flowsnoop
