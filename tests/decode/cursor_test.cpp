#include "decode/cursor.h"

#include <gtest/gtest.h>

#include "decode/bytes.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kBytes[] = {0x01, 0x82, 0x83, 0x84, 0x05};

TEST(Bytes, AreReadInNetworkOrderAtAnyAlignment) {
  EXPECT_EQ(load_be16(kBytes), 0x0182);
  EXPECT_EQ(load_be16(kBytes + 1), 0x8283);
  EXPECT_EQ(load_be32(kBytes), 0x01828384u);
  EXPECT_EQ(load_be32(kBytes + 1), 0x82838405u);
}

TEST(Cursor, TakesAHeaderOffBothLengths) {
  Cursor cursor{kBytes, 5, 100};
  cursor.advance(2);
  EXPECT_EQ(cursor.data, kBytes + 2);
  EXPECT_EQ(cursor.captured, 3u);
  EXPECT_EQ(cursor.length, 98u);
}

TEST(Cursor, DropsPaddingBeyondAStatedLength) {
  Cursor cursor{kBytes, 5, 5};
  cursor.set_length(3);
  EXPECT_EQ(cursor.captured, 3u);
  EXPECT_EQ(cursor.length, 3u);
}

TEST(Cursor, BelievesAStatedLengthBeyondTheFrame) {
  Cursor cursor{kBytes, 5, 5};
  cursor.set_length(1000);
  EXPECT_EQ(cursor.captured, 5u);
  EXPECT_EQ(cursor.length, 1000u);
}

}  // namespace
}  // namespace flowsnoop
