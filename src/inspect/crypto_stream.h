// The beginning of a stream that comes in pieces, in any order, some of them twice: QUIC's CRYPTO
// frames, RFC 9000 section 19.6.
//
// Owns the bytes: none until the first piece comes, and never more than kMaxBytes. Not for several
// threads at once.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "inspect/match.h"

namespace flowsnoop {

class CryptoStream {
 public:
  static constexpr std::size_t kMaxBytes = 16384;
  // Pieces with gaps between them. Chrome, which scrambles its hello on purpose, makes about ten.
  static constexpr std::size_t kMaxPieces = 32;

  // Bytes that are there already are kept. What is beyond kMaxBytes, and a piece that would be one
  // too many, is dropped.
  void take(std::uint64_t offset, ByteView data);

  // The bytes from offset 0 up to the first gap. Valid until take() or clear().
  ByteView beginning() const;

  bool empty() const { return store_ == nullptr; }
  void clear() { store_.reset(); }

 private:
  struct Piece {
    std::size_t begin;
    std::size_t end;
  };
  struct Store {
    std::vector<std::uint8_t> bytes;
    std::size_t piece_count = 0;
    std::array<Piece, kMaxPieces> pieces;  // in order, with a gap between each two
  };

  std::unique_ptr<Store> store_;
};

}  // namespace flowsnoop
