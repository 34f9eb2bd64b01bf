#include "inspect/quic_frames.h"

#include "inspect/hello_builder.h"

namespace flowsnoop::test {
namespace {

std::vector<std::pair<std::uint64_t, std::string>> crypto_of(const Bytes& bytes) {
  QuicCryptoFrames frames(bytes);
  std::vector<std::pair<std::uint64_t, std::string>> found;
  while (const auto frame = frames.next()) {
    found.emplace_back(frame->offset, std::string(frame->data.begin(), frame->data.end()));
  }
  return found;
}
using Found = std::vector<std::pair<std::uint64_t, std::string>>;

TEST(QuicFrames, FindsCryptoAmongTheOthers) {
  const Bytes acknowledgment = from_hex("02 05 4010 01 02 01 01");  // one further range
  const Bytes with_ecn = from_hex("03 05 00 00 02 01 01 01");
  const Bytes crypto = from_hex("06 4064 02 6869");
  const Bytes ping_and_padding = from_hex("01 000000");
  EXPECT_EQ(crypto_of(join(ping_and_padding, acknowledgment, crypto, with_ecn, crypto)),
            (Found{{100, "hi"}, {100, "hi"}}));
}

TEST(QuicFrames, EndWhereAnotherFrameBegins) {
  EXPECT_EQ(crypto_of(from_hex("06000161 1c 06000162")), (Found{{0, "a"}}));
}

TEST(QuicFrames, AFrameThatIsCutIsNone) {
  const Bytes whole = from_hex("06 4064 03 616263");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(crypto_of(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
              Found{});
  }
  EXPECT_EQ(crypto_of(from_hex("06 00 c0ffffffffffffff 61")), Found{});
  EXPECT_EQ(crypto_of(from_hex("02 00 00 ffffffffffffffff 00 01 01")), Found{});
}

TEST(QuicFrames, OfDamagedBytesReadNothingOutside) {
  const Bytes frames = from_hex("02 05 4010 01 02 01 01 03 05 00 00 02 01 01 01 06 4064 02 6869");
  std::size_t found = 0;
  for_each_damage(frames, [&](const Bytes& bytes) { found += crypto_of(bytes).size(); });
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace flowsnoop::test
