#include "capture/pcap_file.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kStart_s = 1'700'000'000;

// Packets of different sizes, also empty.
Bytes five_packets(const PcapOptions& options = {}) {
  PcapWriter file(options);
  file.packet(kStart_s, 1, payload(60)).packet(kStart_s, 2, payload(1, 9));
  file.packet(kStart_s + 1, 0, {}).packet(kStart_s + 2, 999'999, payload(33));
  file.packet(kStart_s + 1, 5, payload(14, 7));
  return file.bytes;
}

// Where each of five_packets() ends in the file.
std::vector<std::size_t> record_ends(const PcapOptions& options = {}) {
  const std::size_t header = 16 + options.extra_record_header;
  std::size_t at = 24 + options.extra_file_header;
  std::vector<std::size_t> ends;
  for (const std::size_t size : {60U, 1U, 0U, 33U, 14U}) ends.push_back(at += header + size);
  return ends;
}

TEST(PcapFile, GivesEveryPacketWithAllThatTheFileSaysOfIt) {
  const ReadResult result = read_bytes(PcapWriter({.link_word = 113, .snaplen = 96})
                                           .header(kStart_s, 7, 4, 1500)
                                           .raw({1, 2, 3, 4})
                                           .bytes);
  ASSERT_THAT(result.packets, SizeIs(1));
  EXPECT_EQ(result.packets[0],
            (CopiedPacket{1'700'000'000'000'007'000, {1, 2, 3, 4}, 1500, 0, LinkType::kLinuxSll}));
  ASSERT_THAT(result.interfaces, SizeIs(1));
  EXPECT_EQ(result.interfaces[0].snaplen, 96U);
  EXPECT_EQ(result.interfaces[0].link_type, LinkType::kLinuxSll);
  EXPECT_THAT(result.damages, IsEmpty());
}

TEST(PcapFile, AllVariantsGiveTheSamePackets) {
  const std::vector<CopiedPacket> expected = read_bytes(five_packets()).packets;
  ASSERT_THAT(expected, SizeIs(5));
  for (const bool big_endian : {false, true}) {
    for (PcapOptions options : {PcapOptions{},
                                {.magic = 0xa1b2cd34, .extra_record_header = 8},
                                {.magic = 0x1c0001ab, .extra_file_header = 4}}) {
      options.big_endian = big_endian;
      EXPECT_EQ(read_bytes(five_packets(options)).packets, expected);
    }
  }
}

TEST(PcapFile, NanosecondsAreKept) {
  const ReadResult result =
      read_bytes(PcapWriter({.magic = 0xa1b23c4d}).packet(1, 999'999'999, payload(4)).bytes);
  ASSERT_THAT(result.packets, SizeIs(1));
  EXPECT_EQ(result.packets[0].timestamp_ns, 1'999'999'999);
}

TEST(PcapFile, LongerRecordHeadersThatTheFileDoesNotTellAreDetected) {
  // editcap writes these as rh6_1pcap, nokiapcap and suse6_3pcap.
  const std::pair<std::uint32_t, std::size_t> variants[] = {
      {0xa1b2c3d4, 8}, {0xa1b2c3d4, 4}, {0xa1b2cd34, 12}};
  for (const auto& [magic, extra] : variants) {
    PcapWriter file({.magic = magic, .extra_record_header = extra});
    for (std::uint32_t i = 0; i < 4; ++i) file.packet(kStart_s + i, 5, payload(60));
    const ReadResult result = read_bytes(file.bytes);
    ASSERT_THAT(result.packets, SizeIs(4)) << extra;
    EXPECT_EQ(result.packets[3].data, payload(60));
    EXPECT_THAT(result.damages, IsEmpty());
  }
}

TEST(PcapFile, ACapturedLengthOverTheOriginalOneCountsForBoth) {
  const ReadResult result = read_bytes(PcapWriter().header(1, 0, 4, 2).raw(payload(4)).bytes);
  ASSERT_THAT(result.packets, SizeIs(1));
  EXPECT_EQ(result.packets[0].data, payload(4));
  EXPECT_EQ(result.packets[0].original_length, 4U);
}

TEST(PcapFile, ARecordMayBeLargerThanTheSnaplenAndTheBuffer) {
  const Bytes bytes = PcapWriter({.snaplen = 1})
                          .packet(1, 0, payload(kMaxCapturedLength))
                          .packet(2, 0, payload(5))
                          .bytes;
  const ReadResult result = read_bytes(bytes, SIZE_MAX, 1024);
  ASSERT_THAT(result.packets, SizeIs(2));
  EXPECT_EQ(result.packets[0].data, payload(kMaxCapturedLength));
  EXPECT_EQ(result.packets[1].data, payload(5));
}

TEST(PcapFile, ReadSizesDoNotMatter) {
  PcapWriter file;
  for (std::uint32_t i = 0; i < 200; ++i) file.packet(kStart_s, i, payload(i, 3));
  const std::vector<CopiedPacket> expected = read_bytes(file.bytes).packets;
  ASSERT_THAT(expected, SizeIs(200));
  for (const std::size_t chunk : {1U, 7U, 4096U}) {
    for (const std::size_t block_size : {16U, 100U, 65'536U}) {
      EXPECT_EQ(read_bytes(file.bytes, chunk, block_size).packets, expected);
    }
  }
}

// The views of a batch point into the buffer: reading on must not have overwritten any.
TEST(PcapFile, ABatchNeverSpansARefill) {
  PcapWriter file;
  for (std::uint32_t i = 0; i < 300; ++i) file.packet(i + 1, 0, payload(20));
  const auto source = open_savefile(std::make_unique<MemoryStream>(file.bytes), "x",
                                    SavefileOptions{.block_size = 1000});
  PacketBatch batch;
  std::uint32_t seconds = 0;
  while (source->read(batch) == ReadStatus::kPackets) {
    ASSERT_LE(batch.size, 1000U / 36);
    for (const Packet& packet : batch.view()) {
      ASSERT_EQ(packet.timestamp_ns, ++seconds * 1'000'000'000LL);
      ASSERT_EQ(Bytes(packet.data, packet.data + packet.captured_length), payload(20));
    }
  }
  EXPECT_EQ(seconds, 300U);
}

TEST(PcapFile, AFileCutAnywhereGivesAllPacketsBeforeTheCut) {
  const Bytes whole = five_packets();
  const std::vector<std::size_t> ends = record_ends();
  for (std::size_t cut = 4; cut <= whole.size(); ++cut) {
    const ReadResult result = read_bytes(Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(cut)));
    const auto complete = std::ranges::count_if(ends, [&](std::size_t end) { return end <= cut; });
    ASSERT_EQ(result.packets.size(), static_cast<std::size_t>(complete)) << cut;
    const bool between_records = cut == 24 || std::ranges::find(ends, cut) != ends.end();
    ASSERT_EQ(result.damages.size(), between_records ? 0U : 1U) << cut;
  }
}

TEST(PcapFile, ACutPacketIsDescribedByOffsetAndBytes) {
  Bytes bytes = five_packets();
  bytes.pop_back();
  const ReadResult result = read_bytes(bytes);
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].file, "test.pcap");
  EXPECT_EQ(result.damages[0].offset, record_ends()[3]);
  EXPECT_EQ(result.damages[0].reason,
            "the capture ends inside a packet record: 30 bytes needed, 29 there");
}

// Overwrites `size` bytes at `at`, reads, and expects the packets that no overwritten byte is in.
ReadResult read_with_garbage(std::size_t at, const Bytes& garbage) {
  PcapWriter file;
  for (std::uint32_t i = 0; i < 20; ++i) file.packet(kStart_s + i, 5, payload(60, 0x80));
  std::ranges::copy(garbage, file.bytes.begin() + std::ptrdiff_t(at));
  return read_bytes(file.bytes);
}

TEST(PcapFile, GoesOnAfterGarbageInTheMiddle) {
  const std::size_t third = 24 + 2 * 76;
  const ReadResult result = read_with_garbage(third, Bytes(100, 0xa5));
  EXPECT_THAT(result.packets, SizeIs(18));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, third);
  EXPECT_EQ(result.damages[0].reason,
            "impossible packet record: 2779096485 captured bytes, at most 262144 can be; "
            "152 bytes skipped");
}

TEST(PcapFile, ZeroBytesAreNoPackets) {
  const ReadResult result = read_with_garbage(24 + 2 * 76, Bytes(300, 0));
  EXPECT_THAT(result.packets, SizeIs(16));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_THAT(result.damages[0].reason, HasSubstr("all zero bytes; 304 bytes skipped"));
}

TEST(PcapFile, ALengthBeyondTheEndThatLiesDoesNotHideThePacketsAfterIt) {
  const std::size_t third = 24 + 2 * 76;
  const ReadResult result = read_with_garbage(third + 8, ByteWriter().u32(200'000).bytes);
  EXPECT_THAT(result.packets, SizeIs(19));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, third);
  EXPECT_EQ(
      result.damages[0].reason,
      "impossible length of a packet record: 200016 bytes needed, 1368 there; 76 bytes skipped");
}

TEST(PcapFile, GarbageUpToTheEndIsSaidOnce) {
  PcapWriter file;
  file.packet(kStart_s, 0, payload(60)).raw(Bytes(1000, 0xff));
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_THAT(result.packets, SizeIs(1));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_THAT(result.damages[0].reason, HasSubstr("1000 bytes skipped, up to the end"));
}

TEST(PcapFile, RefusesTheFormatBeforeVersion2) {
  EXPECT_EQ(message_of([] { read_bytes(PcapWriter({.major = 1, .minor = 0}).bytes); }),
            "test.pcap: pcap version 1.0 is too old to be read");
}

}  // namespace
}  // namespace flowsnoop
