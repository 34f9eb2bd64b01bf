#include "flowsnoop/labels.h"

#include <algorithm>

namespace flowsnoop {

bool Labels::add(LabelKind kind, std::string_view text) {
  const std::size_t length = std::min(text.size(), kMaxText);
  if (entries_.size() + kEntryHeader + length > kMaxBytes) return false;
  if (entries_.capacity() < kUsualBytes) entries_.reserve(kUsualBytes);
  const char header[kEntryHeader] = {static_cast<char>(kind), static_cast<char>(length & 0xff),
                                     static_cast<char>(length >> 8)};
  entries_.append(header, kEntryHeader);
  entries_.append(text.data(), length);
  kinds_ |= bit(kind);
  return true;
}

std::string_view Labels::first(LabelKind kind) const {
  if (!has(kind)) return {};
  std::size_t at = 0;
  while (static_cast<LabelKind>(entries_[at]) != kind) at += kEntryHeader + length_at(at);
  return text_at(at);
}

bool Labels::has(LabelKind kind, std::string_view text) const {
  if (!has(kind)) return false;
  for (std::size_t at = 0; at < entries_.size(); at += kEntryHeader + length_at(at)) {
    if (static_cast<LabelKind>(entries_[at]) == kind && text_at(at) == text) return true;
  }
  return false;
}

void Labels::exchange(LabelKind one, LabelKind other) {
  for (std::size_t at = 0; at < entries_.size(); at += kEntryHeader + length_at(at)) {
    const auto kind = static_cast<LabelKind>(entries_[at]);
    if (kind == one) entries_[at] = static_cast<char>(other);
    if (kind == other) entries_[at] = static_cast<char>(one);
  }
  const bool had_one = has(one);
  const bool had_other = has(other);
  kinds_ &= ~(bit(one) | bit(other));
  if (had_one) kinds_ |= bit(other);
  if (had_other) kinds_ |= bit(one);
}

}  // namespace flowsnoop
