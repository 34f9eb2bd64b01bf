#include "capture/pcapng_file.h"

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t kStart_us = 1'700'000'000'000'000;

std::vector<Bytes> data_of(const ReadResult& result) {
  std::vector<Bytes> all;
  for (const CopiedPacket& packet : result.packets) all.push_back(packet.data);
  return all;
}

// One of each block that the format has, packets among them.
PcapngWriter all_blocks(bool big_endian = false) {
  PcapngWriter file;
  file.section(big_endian).interface(1, 0);
  file.packet(0, kStart_us, payload(61));
  file.block(4, file.body().u32(0));  // name resolution
  file.block(2, file.body()
                    .u16(0)
                    .u16(3)
                    .u32(kStart_us >> 32)
                    .u32(kStart_us & 0xffffffff)
                    .u32(4)
                    .u32(90)
                    .raw(payload(4, 1)));                          // obsolete packet
  file.block(3, file.body().u32(5).raw(payload(5, 2)));            // simple packet
  file.block(10, file.body().u32(0x544c534b).u32(2).u16(0x6162));  // decryption secrets
  file.block(0xbad, file.body().u32(1234).u32(5678));              // custom
  file.block(0x12345678, file.body().u32(1));                      // unknown
  file.block(5, file.body().u32(0).u64(0).raw(file.option(5, file.body().u64(7).bytes)));
  file.packet(0, kStart_us + 1, {});
  return file;
}

TEST(PcapngFile, GivesThePacketsOfAllPacketBlocksAndSkipsTheOthers) {
  const ReadResult result = read_bytes(all_blocks().bytes);
  const std::int64_t start_ns = kStart_us * 1000;
  EXPECT_EQ(result.packets,
            (std::vector<CopiedPacket>{
                {start_ns, payload(61), 61, 0, LinkType::kEthernet},
                {start_ns, payload(4, 1), 90, 0, LinkType::kEthernet},
                {start_ns, payload(5, 2), 5, 0, LinkType::kEthernet},  // time of the one before
                {start_ns + 1000, {}, 0, 0, LinkType::kEthernet},
            }));
  EXPECT_THAT(result.damages, IsEmpty());
  EXPECT_EQ(result.drops.interface, 7U);
}

TEST(PcapngFile, BothByteOrdersGiveTheSame) {
  const ReadResult little = read_bytes(all_blocks(false).bytes);
  const ReadResult big = read_bytes(all_blocks(true).bytes);
  EXPECT_EQ(little.packets, big.packets);
  EXPECT_EQ(big.drops.interface, 7U);
  EXPECT_THAT(big.damages, IsEmpty());
}

TEST(PcapngFile, SectionsOfDifferentByteOrderFollowEachOther) {
  PcapngWriter file;
  for (const bool big_endian : {false, true, false}) {
    file.section(big_endian).interface(big_endian ? 113 : 1);
    file.packet(0, kStart_us, payload(10));
  }
  const ReadResult result = read_bytes(file.bytes);
  ASSERT_THAT(result.packets, SizeIs(3));
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(result.packets[i].interface_id, i);
    EXPECT_EQ(result.packets[i].link_type, i == 1 ? LinkType::kLinuxSll : LinkType::kEthernet);
    EXPECT_EQ(result.packets[i].timestamp_ns, std::int64_t{kStart_us} * 1000);
  }
  EXPECT_THAT(result.interfaces, SizeIs(3));
}

TEST(PcapngFile, EachInterfaceHasItsLinkTypeNameAndClock) {
  PcapngWriter file;
  file.section();
  file.interface(1, 100, file.option(2, {'e', 't', 'h', '0'}));
  file.interface(276, 200, file.option(9, {9}));
  file.packet(1, 5, payload(2)).packet(0, 5, payload(1));
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_EQ(result.packets,
            (std::vector<CopiedPacket>{{5, payload(2), 2, 1, LinkType::kLinuxSll2},
                                       {5000, payload(1), 1, 0, LinkType::kEthernet}}));
  ASSERT_THAT(result.interfaces, SizeIs(2));
  EXPECT_EQ(result.interfaces[0].name, "eth0");
  EXPECT_EQ(result.interfaces[1].snaplen, 200U);
}

TEST(PcapngFile, ASimplePacketIsCutAtTheSnaplenOfInterface0) {
  PcapngWriter file;
  file.section().interface(1, 3).interface(113, 0);
  file.block(3, file.body().u32(100).raw(payload(3)));
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_EQ(result.packets,
            (std::vector<CopiedPacket>{{0, payload(3), 100, 0, LinkType::kEthernet}}));
}

TEST(PcapngFile, DropCountsAreTheLastOfEachInterface) {
  PcapngWriter file;
  file.section().interface().interface();
  const auto statistics = [&](std::uint32_t interface, std::uint64_t dropped) {
    file.block(
        5, file.body().u32(interface).u64(0).raw(file.option(7, file.body().u64(dropped).bytes)));
  };
  statistics(0, 5);
  statistics(1, 100);
  statistics(0, 8);
  EXPECT_EQ(read_bytes(file.bytes).drops.kernel, 108U);
}

TEST(PcapngFile, APacketLargerThanTheBufferIsGivenWhole) {
  PcapngWriter file;
  file.section().interface().packet(0, 1, payload(300'000)).packet(0, 2, payload(5));
  const ReadResult result = read_bytes(file.bytes, SIZE_MAX, 1024);
  EXPECT_EQ(data_of(result), (std::vector<Bytes>{payload(300'000), payload(5)}));
  EXPECT_THAT(result.damages, IsEmpty());
}

TEST(PcapngFile, ReadSizesDoNotMatter) {
  PcapngWriter file = all_blocks(true);
  for (std::uint32_t i = 0; i < 150; ++i) file.packet(0, i, payload(i));
  const std::vector<CopiedPacket> expected = read_bytes(file.bytes).packets;
  ASSERT_THAT(expected, SizeIs(154));
  for (const std::size_t chunk : {1U, 5U, 4096U}) {
    for (const std::size_t block_size : {16U, 333U}) {
      EXPECT_EQ(read_bytes(file.bytes, chunk, block_size).packets, expected);
    }
  }
}

// Where the blocks of a little-endian file end.
std::vector<std::size_t> block_ends(const Bytes& bytes) {
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < bytes.size();) {
    at += bytes[at + 4] + (std::size_t{bytes[at + 5]} << 8);
    ends.push_back(at);
  }
  return ends;
}

TEST(PcapngFile, AFileCutAnywhereGivesAllPacketsBeforeTheCut) {
  const Bytes whole = all_blocks().bytes;
  const std::vector<std::size_t> ends = block_ends(whole);
  const std::size_t packet_ends[] = {ends[2], ends[4], ends[5], ends[10]};
  for (std::size_t cut = 12; cut <= whole.size(); ++cut) {
    const ReadResult result = read_bytes(Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(cut)));
    const auto complete =
        std::ranges::count_if(packet_ends, [&](std::size_t end) { return end <= cut; });
    ASSERT_EQ(result.packets.size(), static_cast<std::size_t>(complete)) << cut;
    const bool between_blocks = std::ranges::find(ends, cut) != ends.end();
    ASSERT_EQ(result.damages.size(), between_blocks ? 0U : 1U) << cut;
  }
}

TEST(PcapngFile, ACutBlockIsDescribedByOffsetAndBytes) {
  Bytes bytes = all_blocks().bytes;
  bytes.pop_back();
  const ReadResult result = read_bytes(bytes);
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, block_ends(all_blocks().bytes)[9]);
  EXPECT_EQ(result.damages[0].reason, "the capture ends inside a block: 32 bytes needed, 31 there");
}

// 20 packet blocks of 92 bytes; the first begins at 48. Returns how they read after `break_it`.
ReadResult read_broken(const auto& break_it) {
  PcapngWriter file;
  file.section().interface();
  for (std::uint32_t i = 0; i < 20; ++i) file.packet(0, i, payload(60, 0x80));
  break_it(file.bytes);
  return read_bytes(file.bytes);
}

void overwrite(Bytes& bytes, std::size_t at, const Bytes& with) {
  std::ranges::copy(with, bytes.begin() + std::ptrdiff_t(at));
}

TEST(PcapngFile, GoesOnAtTheNextBlockAfterGarbage) {
  for (const std::uint8_t garbage : Bytes{0x00, 0xa5, 0xff}) {
    const ReadResult result =
        read_broken([&](Bytes& bytes) { overwrite(bytes, 48 + 2 * 92, Bytes(100, garbage)); });
    EXPECT_THAT(result.packets, SizeIs(18));
    ASSERT_THAT(result.damages, SizeIs(1));
    EXPECT_EQ(result.damages[0].offset, 48U + 2 * 92);
    EXPECT_THAT(result.damages[0].reason, HasSubstr("; 184 bytes skipped"));
  }
}

TEST(PcapngFile, GoesOnAfterBytesThatAreNoMultipleOfFour) {
  const ReadResult result = read_broken([](Bytes& bytes) {
    const Bytes garbage(7, 0xa5);
    bytes.insert(bytes.begin() + 48 + 92, garbage.begin(), garbage.end());
  });
  EXPECT_THAT(result.packets, SizeIs(20));
  EXPECT_THAT(result.damages, SizeIs(1));
}

TEST(PcapngFile, ABlockThatDoesNotRepeatItsLengthIsDamaged) {
  const ReadResult result = read_broken([](Bytes& bytes) { overwrite(bytes, 48 + 88, {93}); });
  EXPECT_THAT(result.packets, SizeIs(19));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].reason,
            "a block gives its length as 92 bytes in front and 93 at the end; 92 bytes skipped");
}

TEST(PcapngFile, ALengthBeyondTheEndThatLiesDoesNotHideThePacketsAfterIt) {
  const ReadResult result = read_broken([](Bytes& bytes) {
    overwrite(bytes, 48 + 92 + 4, {0, 0, 1, 0});
  });
  EXPECT_THAT(result.packets, SizeIs(19));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_THAT(result.damages[0].reason, HasSubstr("65536 bytes needed, 1748 there; 92 bytes skip"));
}

TEST(PcapngFile, APacketTooLongForItsBlockIsNotReadAndSaid) {
  const ReadResult result = read_broken([](Bytes& bytes) { overwrite(bytes, 48 + 92 + 20, {61}); });
  EXPECT_THAT(result.packets, SizeIs(19));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, 48U + 92);
  EXPECT_EQ(result.damages[0].reason,
            "a packet of 61 captured bytes in a block with room for 60; not read");
}

TEST(PcapngFile, APacketOfAnInterfaceThatIsNotThereIsNotReadAndSaid) {
  const ReadResult result = read_broken([](Bytes& bytes) { overwrite(bytes, 48 + 92 + 8, {1}); });
  EXPECT_THAT(result.packets, SizeIs(19));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].reason,
            "a block of interface 1, of which the section has 1; not read");
}

TEST(PcapngFile, InterfacesOfAnEarlierSectionAreGone) {
  PcapngWriter file;
  file.section().interface().section();
  file.packet(0, 0, payload(4));
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_THAT(result.packets, IsEmpty());
  EXPECT_THAT(result.damages, SizeIs(1));
}

TEST(PcapngFile, ASectionOfAnotherMajorVersionEndsTheReading) {
  PcapngWriter file = all_blocks();
  const std::size_t offset = file.bytes.size();
  file.section(false, 2).interface().packet(0, 0, payload(4));
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_THAT(result.packets, SizeIs(4));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, offset);
  EXPECT_EQ(result.damages[0].reason, "a section of pcapng version 2, which cannot be read");
}

TEST(PcapngFile, GivesTheNamesOfHostsAndTheFileOfInterfaces) {
  PcapngWriter file;
  file.section().interface();
  ByteWriter body = file.body();
  body.raw(file.option(1, {192, 0, 2, 1, 'a', 0})).u32(0);
  file.block(4, body);
  const ReadResult result = read_bytes(file.bytes);
  ASSERT_THAT(result.host_names, SizeIs(1));
  EXPECT_EQ(result.host_names[0].name, "a");
  EXPECT_EQ(result.interfaces.at(0).file, "test.pcap");
}

TEST(PcapngFile, TheNumberOfInterfacesIsBounded) {
  PcapngWriter file;
  file.section();
  for (std::size_t i = 0; i <= PcapngFile::kMaxInterfaces; ++i) file.interface();
  const ReadResult result = read_bytes(file.bytes);
  EXPECT_THAT(result.interfaces, SizeIs(PcapngFile::kMaxInterfaces));
  EXPECT_THAT(result.damages, SizeIs(1));
}

}  // namespace
}  // namespace flowsnoop
