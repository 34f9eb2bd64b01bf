#include "capture/savefile_source.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::SizeIs;

std::unique_ptr<PacketSource> open_stream(Bytes bytes, StreamStatus at_end) {
  return open_savefile(std::make_unique<MemoryStream>(std::move(bytes), SIZE_MAX, at_end), "x");
}

TEST(SavefileSource, AReadErrorIsADamageAfterTheLastPacket) {
  PcapWriter file;
  file.packet(1, 0, payload(60)).packet(2, 0, payload(60));
  const std::size_t second = file.bytes.size() - 76;
  file.bytes.pop_back();
  const ReadResult result = read_all(*open_stream(file.bytes, StreamStatus::kError));
  EXPECT_THAT(result.packets, SizeIs(1));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, second);
  EXPECT_EQ(result.damages[0].reason, "reading failed: the disk is on fire");
}

TEST(SavefileSource, AnInterruptionIsAnEndAndNoDamage) {
  PcapWriter file;
  file.packet(1, 0, payload(60)).packet(2, 0, payload(60));
  file.bytes.pop_back();
  const ReadResult result = read_all(*open_stream(file.bytes, StreamStatus::kInterrupted));
  EXPECT_THAT(result.packets, SizeIs(1));
  EXPECT_THAT(result.damages, SizeIs(0));
}

TEST(SavefileSource, StaysAtTheEnd) {
  const auto source = open_stream(PcapWriter().packet(1, 0, payload(60)).bytes, StreamStatus::kEnd);
  PacketBatch batch;
  EXPECT_EQ(source->read(batch), ReadStatus::kPackets);
  EXPECT_EQ(batch.size, 1U);
  EXPECT_EQ(source->read(batch), ReadStatus::kEnd);
  EXPECT_EQ(batch.size, 0U);
  EXPECT_EQ(source->read(batch), ReadStatus::kEnd);
}

TEST(SavefileSource, ShowsItsProgress) {
  const Bytes bytes = PcapWriter().packet(1, 0, payload(60)).bytes;
  const auto source = open_stream(bytes, StreamStatus::kEnd);
  EXPECT_EQ(source->progress().bytes_total, bytes.size());
  PacketBatch batch;
  source->read(batch);
  EXPECT_EQ(source->progress().bytes_read, bytes.size());
}

TEST(SavefileSource, TheListOfDamagesIsBoundedAndCountsTheRest) {
  PcapngWriter file;
  file.section().interface();
  for (std::size_t i = 0; i < SavefileSource::kMaxDamages + 7; ++i) file.packet(5, 0, {});
  file.packet(0, 0, payload(3));
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_THAT(result.packets, SizeIs(1));
  ASSERT_THAT(result.damages, SizeIs(SavefileSource::kMaxDamages + 1));
  EXPECT_EQ(result.damages.back().reason, "the first of 7 damaged places that are not listed");
}

}  // namespace
}  // namespace flowsnoop
