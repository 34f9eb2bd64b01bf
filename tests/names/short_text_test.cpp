#include "names/short_text.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

TEST(ShortText, HoldsACopyOfEveryLength) {
  ShortText<40> text;
  EXPECT_EQ(text.view(), "");
  for (std::size_t size = 0; size <= ShortText<40>::kMaxSize; ++size) {
    std::string given(size, static_cast<char>('a' + size % 26));
    text.assign(given);
    const std::string expected = given;
    std::fill(given.begin(), given.end(), '?');
    EXPECT_EQ(text.view(), expected);
  }
  text.assign("short");
  EXPECT_EQ(text.view(), "short");
}

TEST(ShortText, HoldsAShortOneInItself) {
  ShortText<40> text;
  const auto* begin = reinterpret_cast<const char*>(&text);
  text.assign(std::string(40, 'a'));
  EXPECT_TRUE(text.view().data() >= begin && text.view().data() < begin + sizeof text);
  text.assign(std::string(41, 'a'));
  EXPECT_FALSE(text.view().data() >= begin && text.view().data() < begin + sizeof text);
}

}  // namespace
}  // namespace flowsnoop
