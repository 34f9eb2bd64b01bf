// Whether a text is one JSON value (RFC 8259), and nothing else. A checker of its own, so that the
// writer's mistakes are not repeated here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace flowsnoop::test {

class JsonCheck {
 public:
  static bool is_value(std::string_view text) {
    JsonCheck check(text);
    return check.value() && check.at_ == text.size();
  }

 private:
  explicit JsonCheck(std::string_view text) : text_(text) {}

  bool take(std::string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }
  std::size_t take_any(std::string_view set) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_not_of(set, at_), text_.size());
    return at_ - begin;
  }

  bool value() {
    if (take("{")) return list("}", true);
    if (take("[")) return list("]", false);
    if (take("\"")) return rest_of_string();
    if (take("true") || take("false") || take("null")) return true;
    return number();
  }
  bool list(std::string_view end, bool has_names) {
    if (take(end)) return true;
    do {
      if (has_names && !(take("\"") && rest_of_string() && take(":"))) return false;
      if (!value()) return false;
    } while (take(","));
    return take(end);
  }
  bool rest_of_string() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }
  bool escape() {
    if (at_ == text_.size()) return false;
    if (text_[at_] != 'u') return take_one("\"\\/bfnrt");
    ++at_;
    for (int i = 0; i < 4; ++i) {
      if (!take_one("0123456789abcdefABCDEF")) return false;
    }
    return true;
  }
  bool take_one(std::string_view set) {
    return at_ < text_.size() && set.find(text_[at_++]) != std::string_view::npos;
  }
  bool number() {
    constexpr std::string_view kDigits = "0123456789";
    take("-");
    if (!take("0") && take_any(kDigits) == 0) return false;
    if (take(".") && take_any(kDigits) == 0) return false;
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      return take_any(kDigits) != 0;
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace flowsnoop::test
