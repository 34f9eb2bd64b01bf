#include "inspect/crypto_stream.h"

#include <algorithm>
#include <string>

#include "inspect/hello_builder.h"

namespace flowsnoop::test {
namespace {

std::string beginning_of(const CryptoStream& stream) {
  const ByteView bytes = stream.beginning();
  return {bytes.begin(), bytes.end()};
}

TEST(CryptoStream, JoinsPiecesInAnyOrder) {
  const std::string whole = "0123456789abcdef";
  std::vector<std::size_t> order = {0, 1, 2, 3, 4};
  const std::vector<std::size_t> borders = {0, 3, 4, 9, 14, 16};
  do {
    CryptoStream stream;
    for (const std::size_t piece : order) {
      EXPECT_LT(stream.beginning().size(), whole.size());
      stream.take(borders[piece],
                  text(whole.substr(borders[piece], borders[piece + 1] - borders[piece])));
    }
    EXPECT_EQ(beginning_of(stream), whole);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(CryptoStream, KeepsWhatCameFirst) {
  CryptoStream stream;
  stream.take(2, text("cd"));
  stream.take(6, text("gh"));
  stream.take(0, text("XXXXXXXXXX"));
  EXPECT_EQ(beginning_of(stream), "XXcdXXghXX");
  stream.take(1, text("YYY"));
  EXPECT_EQ(beginning_of(stream), "XXcdXXghXX");
}

TEST(CryptoStream, ShowsNothingBeforeItsBeginningIsThere) {
  CryptoStream stream;
  EXPECT_TRUE(stream.empty());
  stream.take(1, text("b"));
  EXPECT_EQ(beginning_of(stream), "");
  EXPECT_FALSE(stream.empty());
  stream.take(0, text("a"));
  EXPECT_EQ(beginning_of(stream), "ab");
  stream.clear();
  EXPECT_TRUE(stream.empty());
  EXPECT_EQ(beginning_of(stream), "");
}

TEST(CryptoStream, HasABoundOfBytes) {
  CryptoStream stream;
  stream.take(CryptoStream::kMaxBytes, text("x"));
  stream.take(std::uint64_t{1} << 61, text("x"));
  EXPECT_TRUE(stream.empty());
  stream.take(0, fill(CryptoStream::kMaxBytes - 1));
  stream.take(CryptoStream::kMaxBytes - 1, text("xyz"));
  EXPECT_EQ(stream.beginning().size(), CryptoStream::kMaxBytes);
}

TEST(CryptoStream, HasABoundOfPieces) {
  CryptoStream stream;
  for (std::size_t i = 0; i < CryptoStream::kMaxPieces; ++i) stream.take(2 * i + 1, text("x"));
  stream.take(1000, text("one too many"));
  for (std::size_t i = 0; i < CryptoStream::kMaxPieces; ++i) stream.take(2 * i, text("y"));
  EXPECT_EQ(stream.beginning().size(), 2 * CryptoStream::kMaxPieces);
  stream.take(64, fill(1000 - 64, 'z'));
  EXPECT_EQ(stream.beginning().size(), 1000u);  // the piece at 1000 was dropped
}

}  // namespace
}  // namespace flowsnoop::test
