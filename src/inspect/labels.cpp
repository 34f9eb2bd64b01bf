#include "flowsnoop/labels.h"

#include <algorithm>

namespace flowsnoop {

bool Labels::add(LabelKind kind, std::string_view text) {
  const std::size_t length = std::min(text.size(), kMaxText);
  if (entries_.size() + kEntryHeader + length > kMaxBytes) return false;
  entries_.push_back(static_cast<char>(kind));
  entries_.push_back(static_cast<char>(length & 0xff));
  entries_.push_back(static_cast<char>(length >> 8));
  entries_.append(text.substr(0, length));
  kinds_ |= 1u << static_cast<unsigned>(kind);
  return true;
}

std::string_view Labels::first(LabelKind kind) const {
  std::string_view found;
  bool is_found = false;
  if (!has(kind)) return found;
  for_each([&](LabelKind other, std::string_view text) {
    if (other != kind || is_found) return;
    found = text;
    is_found = true;
  });
  return found;
}

}  // namespace flowsnoop
