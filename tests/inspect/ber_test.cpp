#include "inspect/ber.h"

#include <gtest/gtest.h>

#include "support/packet_builder.h"

namespace flowsnoop::test {
namespace {

TEST(Ber, ReadsHeadersOfBothForms) {
  const Bytes bytes = from_hex("30 05 04 82 0102");
  BerReader reader(bytes);
  const BerHeader outer = reader.header();
  EXPECT_EQ(outer.tag, kBerSequence);
  EXPECT_EQ(outer.length, 5u);
  EXPECT_EQ(reader.expect(kBerOctetString), 0x0102u);
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.position(), bytes.size());
}

TEST(Ber, ReadsIntegersOfUpToFourBytes) {
  const Bytes small = from_hex("0201 7f");
  EXPECT_EQ(BerReader(small).integer(), 0x7fu);
  const Bytes large = from_hex("0204 01020304");
  EXPECT_EQ(BerReader(large).integer(), 0x01020304u);
  const Bytes too_large = from_hex("0205 0102030405");
  BerReader reader(too_large);
  EXPECT_EQ(reader.integer(), 0u);
  EXPECT_FALSE(reader.ok());
}

TEST(Ber, AnotherTagOrTheIndefiniteFormEndsIt) {
  const Bytes other = from_hex("0401 7f");
  BerReader reader(other);
  reader.integer();
  EXPECT_FALSE(reader.ok());
  const Bytes indefinite = from_hex("3080 0000");
  BerReader second(indefinite);
  second.header();
  EXPECT_FALSE(second.ok());
}

TEST(Ber, ReadingPastTheEndGivesZeroFromThenOn) {
  const Bytes bytes = from_hex("0204 01");
  BerReader reader(bytes);
  EXPECT_EQ(reader.integer(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.byte(), 0);
  reader.skip(1);
  EXPECT_FALSE(reader.ok());
}

TEST(Ber, SkipsNoMoreThanThereIs) {
  const Bytes bytes = from_hex("010203");
  BerReader reader(bytes);
  reader.skip(2);
  EXPECT_EQ(reader.byte(), 3);
  reader.skip(0);
  EXPECT_TRUE(reader.ok());
  reader.skip(0xffffffff);
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace flowsnoop::test
