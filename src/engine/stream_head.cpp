#include "engine/stream_head.h"

#include <algorithm>

namespace flowsnoop {
namespace {

// Most messages are shorter than this.
constexpr std::size_t kKeptBytes = 4096;

}  // namespace

void StreamHead::begin(std::uint32_t sequence) {
  bytes_.clear();
  piece_count_ = 0;
  first_ = sequence;
  segments_ = 0;
  due_bytes_ = 1;
}

void StreamHead::forget() {
  if (bytes_.capacity() > kKeptBytes) std::vector<std::uint8_t>().swap(bytes_);
}

std::span<const std::uint8_t> StreamHead::contiguous() const {
  const bool begun = piece_count_ > 0 && pieces_[0].begin == 0;
  return {bytes_.data(), begun ? pieces_[0].end : 0};
}

bool StreamHead::is_due() {
  const std::size_t size = contiguous().size();
  if (size < due_bytes_) return false;
  due_bytes_ = size + (segments_ < kMaxCloseLooks ? 1 : size / 16 + 1);
  return true;
}

bool StreamHead::add(std::uint32_t sequence, std::span<const std::uint8_t> bytes) {
  if (++segments_ > kMaxSegments) return false;
  // Sequence numbers wrap around: the difference tells what is before and what after.
  const auto offset = static_cast<std::int32_t>(sequence - first_);
  if (offset >= static_cast<std::int32_t>(kMaxBytes)) return false;
  const auto before = static_cast<std::size_t>(std::max<std::int64_t>(0, -std::int64_t{offset}));
  if (before >= bytes.size()) return true;
  bytes = bytes.subspan(before);
  Piece place;
  place.begin = static_cast<std::size_t>(std::max(0, offset));
  place.end = std::min(place.begin + bytes.size(), kMaxBytes);
  if (bytes_.size() < place.end) bytes_.resize(place.end);
  copy_missing(place, bytes);
  merge(place);
  return contiguous().size() < kMaxBytes;
}

void StreamHead::copy_missing(Piece place, std::span<const std::uint8_t> bytes) {
  const auto copy = [&](std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    std::copy_n(&bytes[begin - place.begin], end - begin, &bytes_[begin]);
  };
  std::size_t at = place.begin;
  for (std::size_t i = 0; i < piece_count_ && at < place.end; ++i) {
    copy(at, std::min(place.end, pieces_[i].begin));
    at = std::max(at, pieces_[i].end);
  }
  copy(at, place.end);
}

// Joins the pieces that `place` overlaps or touches.
void StreamHead::merge(Piece place) {
  auto* const begin = pieces_.data();
  auto* const end = begin + piece_count_;
  auto* const first =
      std::find_if(begin, end, [&](const Piece& piece) { return piece.end >= place.begin; });
  auto* const last =
      std::find_if(first, end, [&](const Piece& piece) { return piece.begin > place.end; });
  if (first == last) {
    if (piece_count_ == kMaxPieces) return;  // it may come again
    std::move_backward(first, end, end + 1);
    *first = place;
    ++piece_count_;
    return;
  }
  first->begin = std::min(first->begin, place.begin);
  first->end = std::max(last[-1].end, place.end);
  std::move(last, end, first + 1);
  piece_count_ -= static_cast<std::size_t>(last - first) - 1;
}

}  // namespace flowsnoop
