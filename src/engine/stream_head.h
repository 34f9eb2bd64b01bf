// The first bytes that one side of a TCP connection sent, put together from its segments: these may
// come out of order, overlap, or be one byte long (RFC 9293 section 3.4). The fragments of a
// message of DTLS do the same (RFC 6347 section 4.2.3).
//
// A StreamHead owns its bytes; views of them are valid until it changes. Used by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace flowsnoop {

class StreamHead {
 public:
  // What lies beyond so many bytes is not kept.
  static constexpr std::size_t kMaxBytes = 16384;
  // What one takes, with what a vector adds while it grows.
  static constexpr std::size_t kMostMemory = 2 * kMaxBytes + 1024;
  // Parts that wait for what is missing between them; a segment that would make more is not taken.
  static constexpr std::size_t kMaxPieces = 32;
  // So many segments are looked at one by one.
  static constexpr std::uint32_t kMaxCloseLooks = 64;
  // Segments that are taken; a stream that needs more is given up.
  static constexpr std::uint32_t kMaxSegments = 4096;

  // Begins anew with the byte of this sequence number.
  void begin(std::uint32_t sequence);
  std::uint32_t first() const { return first_; }

  // Takes a segment whose first byte has this sequence number; where it overlaps, what came first
  // stays. False where nothing is to be hoped for any more: there is no more room, or what comes
  // now is so much later that what is missing will not come.
  bool add(std::uint32_t sequence, std::span<const std::uint8_t> bytes);

  // The bytes from the first one to the first gap.
  std::span<const std::uint8_t> contiguous() const;

  // True where there is more than at the last time that this was true, so much more that a look at
  // the whole is worth it: with every segment at first, then after each sixteenth more.
  bool is_due();

  // Gives memory back that is more than most streams need.
  void forget();

 private:
  // Bytes that are there, from begin to before end.
  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void copy_missing(Piece place, std::span<const std::uint8_t> bytes);
  void merge(Piece place);

  std::vector<std::uint8_t> bytes_;
  std::array<Piece, kMaxPieces> pieces_{};  // in order, with gaps between them
  std::size_t piece_count_ = 0;
  std::uint32_t first_ = 0;  // sequence number of the first byte
  std::uint32_t segments_ = 0;
  std::size_t due_bytes_ = 0;  // is_due() with so many
};

}  // namespace flowsnoop
