// The few rules of ASN.1 BER (ITU-T X.690 section 8.1) that SNMP, LDAP and Kerberos need: a tag of
// one byte, a definite length, and stepping from element to element.
//
// A BerReader is a view. Once it has read past what was captured, ok() is false and every read
// gives 0.
#pragma once

#include <cstddef>
#include <cstdint>

#include "inspect/match.h"

namespace flowsnoop {

inline constexpr std::uint8_t kBerInteger = 0x02;
inline constexpr std::uint8_t kBerOctetString = 0x04;
inline constexpr std::uint8_t kBerEnumerated = 0x0a;
inline constexpr std::uint8_t kBerSequence = 0x30;

struct BerHeader {
  std::uint8_t tag = 0;
  std::uint32_t length = 0;  // of the content; what was captured of it may be less
};

class BerReader {
 public:
  explicit BerReader(ByteView bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t position() const { return position_; }

  // Reads a tag and a length and stops before the content.
  BerHeader header() {
    BerHeader header;
    header.tag = byte();
    const std::uint8_t first = byte();
    if (first < 0x80) {
      header.length = first;
      return header;
    }
    const unsigned count = first & 0x7f;  // 0 is the indefinite form, which none of the three has
    if (count < 1 || count > 4) ok_ = false;
    for (unsigned i = 0; i < count && ok_; ++i) header.length = header.length << 8 | byte();
    return header;
  }

  // Reads a header that has to have this tag.
  std::uint32_t expect(std::uint8_t tag) {
    const BerHeader found = header();
    if (found.tag != tag) ok_ = false;
    return ok_ ? found.length : 0;
  }

  // Reads an integer of one to four bytes.
  std::uint32_t integer(std::uint8_t tag = kBerInteger) {
    const std::uint32_t length = expect(tag);
    if (length < 1 || length > 4) ok_ = false;
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < length && ok_; ++i) value = value << 8 | byte();
    return ok_ ? value : 0;
  }

  std::uint8_t byte() {
    if (!ok_ || position_ >= bytes_.size()) {
      ok_ = false;
      return 0;
    }
    return bytes_[position_++];
  }

  void skip(std::uint32_t count) {
    if (!ok_ || count > bytes_.size() - position_) {
      ok_ = false;
      return;
    }
    position_ += count;
  }

 private:
  ByteView bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace flowsnoop
