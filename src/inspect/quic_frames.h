// The CRYPTO frames among those that an Initial packet may have: RFC 9000 sections 12.4 and 19.
//
// A view, valid as long as the packet's plain bytes are.
#pragma once

#include <optional>

#include "inspect/byte_reader.h"

namespace flowsnoop {

struct CryptoFrame {
  std::uint64_t offset = 0;  // of `data` in the stream of handshake bytes
  ByteView data;
};

class QuicCryptoFrames {
 public:
  explicit QuicCryptoFrames(ByteView frames) : frames_(frames) {}

  // The next CRYPTO frame; nothing at the end, and where something else begins.
  std::optional<CryptoFrame> next();

 private:
  ByteReader frames_;
};

}  // namespace flowsnoop
