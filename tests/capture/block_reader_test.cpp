#include "capture/block_reader.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

BlockReader reader_of(Bytes bytes, std::size_t block_size, std::size_t chunk = SIZE_MAX,
                      StreamStatus at_end = StreamStatus::kEnd) {
  return BlockReader(std::make_unique<MemoryStream>(std::move(bytes), chunk, at_end), block_size);
}

Bytes first_bytes(const BlockReader& reader, std::size_t size) {
  return Bytes(reader.data(), reader.data() + size);
}

TEST(BlockReader, ShowsTheBytesInPlaceAndKnowsTheirOffset) {
  BlockReader reader = reader_of(payload(100), 64);
  ASSERT_EQ(reader.fill(10), StreamStatus::kData);
  EXPECT_EQ(reader.available(), 64U);
  EXPECT_EQ(first_bytes(reader, 64), payload(64));
  reader.consume(60);
  EXPECT_EQ(reader.offset(), 60U);
  ASSERT_EQ(reader.fill(40), StreamStatus::kData);
  EXPECT_EQ(first_bytes(reader, 40), payload(40, 60));
}

TEST(BlockReader, FillReadsNothingWhenEnoughIsThere) {
  BlockReader reader = reader_of(payload(100), 64);
  ASSERT_EQ(reader.fill(10), StreamStatus::kData);
  const std::uint8_t* const before = reader.data();
  reader.consume(30);
  ASSERT_EQ(reader.fill(34), StreamStatus::kData);
  EXPECT_EQ(reader.data(), before + 30);
  EXPECT_EQ(reader.available(), 34U);
}

TEST(BlockReader, GrowsForAViewLargerThanTheBuffer) {
  BlockReader reader = reader_of(payload(1000), 16);
  ASSERT_EQ(reader.fill(5), StreamStatus::kData);
  reader.consume(5);
  ASSERT_EQ(reader.fill(900), StreamStatus::kData);
  EXPECT_EQ(first_bytes(reader, 900), payload(900, 5));
}

TEST(BlockReader, AssemblesWhatAPipeGivesByteByByte) {
  BlockReader reader = reader_of(payload(100), 16, 1);
  ASSERT_EQ(reader.fill(12), StreamStatus::kData);
  EXPECT_EQ(reader.available(), 12U);  // no more than needed: the rest may come much later
  reader.consume(12);
  ASSERT_EQ(reader.fill(40), StreamStatus::kData);
  EXPECT_EQ(first_bytes(reader, 40), payload(40, 12));
}

TEST(BlockReader, AtTheEndShowsWhatIsLeft) {
  BlockReader reader = reader_of(payload(10), 16);
  EXPECT_EQ(reader.fill(11), StreamStatus::kEnd);
  EXPECT_EQ(first_bytes(reader, reader.available()), payload(10));
  reader.consume(10);
  EXPECT_EQ(reader.fill(1), StreamStatus::kEnd);
  EXPECT_EQ(reader.offset(), 10U);
}

TEST(BlockReader, TellsAnErrorFromAnEnd) {
  BlockReader reader = reader_of(payload(10), 16, SIZE_MAX, StreamStatus::kError);
  EXPECT_EQ(reader.fill(10), StreamStatus::kData);
  EXPECT_EQ(reader.fill(11), StreamStatus::kError);
  EXPECT_EQ(reader.available(), 10U);
}

}  // namespace
}  // namespace flowsnoop
