// A text that mostly is short: up to kShort bytes stand in it, a longer one on the heap. At most
// 255 bytes. Used by one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace flowsnoop {

template <std::size_t kShort>
class ShortText {
 public:
  static constexpr std::size_t kMaxSize = 255;

  // A copy of `text`, which has at most kMaxSize bytes. Throws std::bad_alloc.
  void assign(std::string_view text) {
    if (text.size() <= kShort) {
      long_.reset();
    } else {
      long_ = std::make_unique<char[]>(text.size());
    }
    size_ = static_cast<std::uint8_t>(text.size());
    std::copy(text.begin(), text.end(), long_ ? long_.get() : short_);
  }

  // Valid until assign().
  std::string_view view() const { return {long_ ? long_.get() : short_, size_}; }

 private:
  std::unique_ptr<char[]> long_;  // null: the text is short
  std::uint8_t size_ = 0;
  char short_[kShort];
};

}  // namespace flowsnoop
