#include "inspect/crypto_stream.h"

#include <algorithm>

namespace flowsnoop {

void CryptoStream::take(std::uint64_t offset, ByteView data) {
  if (offset >= kMaxBytes || data.empty()) return;
  Piece added{static_cast<std::size_t>(offset), 0};
  added.end = added.begin + std::min(data.size(), kMaxBytes - added.begin);
  if (!store_) store_ = std::make_unique<Store>();
  Store& store = *store_;
  // The pieces that the new one overlaps or touches become one with it.
  Piece* const end = store.pieces.data() + store.piece_count;
  Piece* const first = std::find_if(store.pieces.data(), end,
                                    [&](const Piece& piece) { return piece.end >= added.begin; });
  Piece* const last =
      std::find_if(first, end, [&](const Piece& piece) { return piece.begin > added.end; });
  if (first == last && store.piece_count == kMaxPieces) return;
  if (store.bytes.size() < added.end) store.bytes.resize(added.end);
  std::size_t from = added.begin;  // bytes up to here are there
  for (const Piece* piece = first; piece != last; ++piece) {
    for (; from < std::min(piece->begin, added.end); ++from) {
      store.bytes[from] = data[from - added.begin];
    }
    from = std::max(from, piece->end);
  }
  for (; from < added.end; ++from) store.bytes[from] = data[from - added.begin];
  if (first == last) {
    std::copy_backward(first, end, end + 1);
    *first = added;
    ++store.piece_count;
    return;
  }
  *first = {std::min(first->begin, added.begin), std::max((last - 1)->end, added.end)};
  std::copy(last, end, first + 1);
  store.piece_count -= static_cast<std::size_t>(last - first) - 1;
}

ByteView CryptoStream::beginning() const {
  if (!store_ || store_->piece_count == 0 || store_->pieces[0].begin != 0) return {};
  return ByteView(store_->bytes).first(store_->pieces[0].end);
}

}  // namespace flowsnoop
