#include "output/plain_text.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

bool is_plain(int c) {
  return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

// Each byte at each place of texts of many lengths.
TEST(CopyPlain, TakesAllOfATextOnlyWhereEachOfItsBytesIsPlain) {
  for (std::size_t size = 1; size <= 20; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(c);
        std::string out(size, 'x');
        const std::size_t taken = copy_plain<'"', '\\'>(text, out.data());
        ASSERT_EQ(taken == size, is_plain(c)) << size << ' ' << at << ' ' << c;
        ASSERT_TRUE(is_plain(c) || taken <= at) << size << ' ' << at << ' ' << c;
        ASSERT_EQ(out.substr(0, taken), text.substr(0, taken));
      }
    }
  }
}

TEST(CopyPlain, TakesNothingOfNothing) {
  char out = 'x';
  EXPECT_EQ(copy_plain<>("", &out), 0u);
  EXPECT_EQ(out, 'x');
}

TEST(CopyPlain, ExceptsWhatItIsTold) {
  char out[8];
  EXPECT_EQ(copy_plain<>("a,b;c\"d", out), 7u);
  EXPECT_EQ(copy_plain<','>("a,b;c\"d", out), 0u);
  EXPECT_EQ((copy_plain<'!', ';'>("a,b;c\"d", out)), 0u);
}

}  // namespace
}  // namespace flowsnoop
