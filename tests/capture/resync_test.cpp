#include "capture/resync.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

// Records of this test: 'R', the size in one byte, anything.
RecordProbe probe_of(std::size_t chain_length) {
  return {[](std::span<const std::uint8_t> bytes) -> std::size_t {
            if (bytes.size() < 2 || bytes[0] != 'R' || bytes[1] < 2) return 0;
            return bytes[1];
          },
          chain_length};
}

Bytes text(std::string_view string) {
  return Bytes(string.begin(), string.end());
}

BlockReader reader_of(const Bytes& bytes) {
  BlockReader reader(std::make_unique<MemoryStream>(bytes), 16);
  EXPECT_EQ(reader.fill(1), StreamStatus::kData);
  return reader;
}

TEST(BeginsChain, NeedsSoManyRecordsInARow) {
  const Bytes three = text("R\4..R\3.R\2");
  EXPECT_TRUE(begins_chain(three, false, probe_of(3)));
  EXPECT_FALSE(begins_chain(std::span(three).first(7), false, probe_of(3)));
  EXPECT_FALSE(begins_chain(text("R\4..R\3.X\2"), true, probe_of(3)));
}

TEST(BeginsChain, FewerRecordsDoWhenTheyLeadToTheEnd) {
  const Bytes two = text("R\4..R\3.");
  EXPECT_TRUE(begins_chain(two, true, probe_of(3)));
  EXPECT_FALSE(begins_chain(two, false, probe_of(3)));
  EXPECT_FALSE(begins_chain({}, true, probe_of(3)));
}

TEST(SkipToNextRecord, GoesToTheNextChainAndCountsTheBytes) {
  BlockReader reader = reader_of(text("R\1junkR\5R\4..R\3.R\2R\2"));
  const Resync resync = skip_to_next_record(reader, probe_of(3));
  EXPECT_TRUE(resync.found);
  EXPECT_EQ(resync.skipped, 8U);
  EXPECT_EQ(reader.offset(), 8U);
}

TEST(SkipToNextRecord, NeverStaysWhereItIs) {
  BlockReader reader = reader_of(text("R\2R\2R\2R\2"));
  EXPECT_EQ(skip_to_next_record(reader, probe_of(3)).skipped, 2U);
}

TEST(SkipToNextRecord, SearchesAcrossManyBuffers) {
  Bytes bytes(5'000'000, 'x');
  const Bytes records = text("R\2R\2R\2");
  bytes.insert(bytes.end(), records.begin(), records.end());
  bytes.resize(9'000'000, 'y');
  BlockReader reader = reader_of(bytes);
  const Resync resync = skip_to_next_record(reader, probe_of(3));
  EXPECT_TRUE(resync.found);
  EXPECT_EQ(reader.offset(), 5'000'000U);
}

TEST(SkipToNextRecord, ReachesTheEndWhereNoRecordFollows) {
  BlockReader reader = reader_of(text("junk and R\2 alone"));
  const Resync resync = skip_to_next_record(reader, probe_of(3));
  EXPECT_FALSE(resync.found);
  EXPECT_TRUE(resync.reached_end);
  EXPECT_EQ(resync.skipped, 17U);
}

TEST(SkipToNextRecord, GivesUpAtItsBound) {
  constexpr std::uint64_t kBound = 4'000'000;
  BlockReader reader = reader_of(Bytes(3 * kBound, 'x'));
  const Resync resync = skip_to_next_record(reader, probe_of(1), kBound);
  EXPECT_FALSE(resync.found);
  EXPECT_FALSE(resync.reached_end);
  EXPECT_GE(resync.skipped, kBound);
  EXPECT_LT(resync.skipped, 2 * kBound);
}

TEST(FindRecordsToEnd, AcceptsOnlyAChainThatEndsExactly) {
  EXPECT_EQ(find_records_to_end(text("R\x40..R\2R\3."), probe_of(3)), 4U);
  EXPECT_FALSE(find_records_to_end(text("R\x40..R\2R\2R\2R\3"), probe_of(3)));
}

}  // namespace
}  // namespace flowsnoop
