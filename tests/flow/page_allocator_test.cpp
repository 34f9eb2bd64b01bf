#include "flow/page_allocator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace flowsnoop {
namespace {

struct alignas(64) Line {
  std::uint64_t value = 7;
};

TEST(PageAllocator, KeepsWhatAVectorHoldsWhileItGrowsFromLittleToPages) {
  std::vector<std::uint32_t, PageAllocator<std::uint32_t>> numbers;
  for (std::uint32_t i = 0; i < 100'000; ++i) numbers.push_back(i);
  for (std::uint32_t i = 0; i < 100'000; ++i) ASSERT_EQ(numbers[i], i);
}

TEST(PageAllocator, AlignsLittleAndMuch) {
  for (const std::size_t count : {std::size_t{1}, PageAllocator<Line>::kLeastBytes / 64}) {
    const std::vector<Line, PageAllocator<Line>> lines(count);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(lines.data()) % 64, 0u);
    EXPECT_EQ(lines.back().value, 7u);
  }
}

TEST(PageAllocator, AlignsWhatMayBeInHugePages) {
  for (const std::size_t bytes : {2 * kHugePageBytes, 3 * kHugePageBytes + 5}) {
    for (const std::size_t small_bytes : {std::size_t{0}, kHugePageBytes}) {
      auto* const pages = static_cast<char*>(map_pages(bytes, small_bytes));
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages) % kHugePageBytes, 0u);
      EXPECT_EQ(std::count(pages, pages + bytes, 0), static_cast<std::ptrdiff_t>(bytes));
      std::fill(pages, pages + bytes, 'x');
      unmap_pages(pages, bytes);
    }
  }
}

TEST(PageAllocator, SaysThatThereIsNoSuchMemory) {
  PageAllocator<char> allocator;
  EXPECT_THROW(allocator.allocate(SIZE_MAX / 2), std::bad_alloc);
}

}  // namespace
}  // namespace flowsnoop
