// Takes fields off the front of bytes whose lengths are not to be trusted.
//
// A view: valid as long as the bytes are. What is asked for beyond the end is zero or empty, and
// from then on ok() is false; so a parser reads a run of fields and asks once.
#pragma once

#include "inspect/match.h"

namespace flowsnoop {

class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  ByteView rest() const { return rest_; }

  ByteView take(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::uint8_t byte() {
    const ByteView bytes = take(1);
    return bytes.empty() ? std::uint8_t{0} : bytes[0];
  }
  std::uint16_t be16() {
    const ByteView bytes = take(2);
    return bytes.empty() ? std::uint16_t{0} : load_be16(bytes.data());
  }
  std::uint32_t be24() {
    const ByteView bytes = take(3);
    return bytes.empty() ? 0 : load_be24(bytes.data());
  }
  std::uint32_t be32() {
    const ByteView bytes = take(4);
    return bytes.empty() ? 0 : load_be32(bytes.data());
  }

  // Bytes after their own length in one byte, or in two.
  ByteView counted8() { return take(byte()); }
  ByteView counted16() { return take(be16()); }

  // A variable-length integer of QUIC, at most 2^62 - 1: RFC 9000 section 16.
  std::uint64_t variable_integer() {
    if (rest_.empty()) return byte();
    const ByteView bytes = take(std::size_t{1} << (rest_[0] >> 6));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value = value << 8 | (i == 0 ? bytes[i] & 0x3fu : bytes[i]);
    }
    return value;
  }

 private:
  ByteView rest_;
  bool ok_ = true;
};

}  // namespace flowsnoop
