// What all fuzz targets share: taking a fuzzer's bytes apart, and saying that something does not
// hold. Plain values, used by one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

namespace flowsnoop::fuzz {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Ends the process, so that the fuzzer keeps the input, where `holds` is false.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "this does not hold: %s\n", what);
  std::abort();
}

// Numbers and bytes from the front of an input; zeros and fewer bytes where it is at its end.
class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* data, std::size_t size) : bytes_(data, size) {}

  bool empty() const { return bytes_.empty(); }
  ByteView rest() const { return bytes_; }

  std::uint8_t u8() {
    const ByteView taken = take(1);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  std::uint16_t u16() {
    const std::uint8_t high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
  }
  ByteView take(std::size_t size) {
    const ByteView taken = bytes_.first(std::min(size, bytes_.size()));
    bytes_ = bytes_.subspan(taken.size());
    return taken;
  }

 private:
  ByteView bytes_;
};

// A copy on the heap in exactly its size, so that a sanitizer sees every read beyond it.
class ExactCopy {
 public:
  explicit ExactCopy(ByteView bytes) : size_(bytes.size()), bytes_(new std::uint8_t[size_]) {
    std::copy(bytes.begin(), bytes.end(), bytes_);
  }
  ~ExactCopy() { delete[] bytes_; }
  ExactCopy(const ExactCopy&) = delete;
  ExactCopy& operator=(const ExactCopy&) = delete;

  ByteView view() const { return {bytes_, size_}; }

 private:
  std::size_t size_;
  std::uint8_t* bytes_;
};

}  // namespace flowsnoop::fuzz
