#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::unique_ptr<PacketSource> source_of(const Bytes& bytes, std::string_view name) {
  return open_savefile(std::make_unique<MemoryStream>(bytes), std::string(name));
}

Bytes two_interfaces() {
  PcapngWriter file;
  file.section().interface(1).interface(113);
  return file.packet(1, 0, payload(1)).packet(0, 0, payload(2)).bytes;
}

TEST(Concatenate, GivesThePacketsInOrderWithInterfacesOfOneList) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(source_of(two_interfaces(), "a"));
  sources.push_back(source_of(PcapWriter({.link_word = 101}).packet(1, 0, payload(3)).bytes, "b"));
  sources.push_back(source_of(two_interfaces(), "c"));
  const ReadResult result = read_all(*concatenate(std::move(sources)));
  std::vector<std::pair<std::size_t, std::uint32_t>> seen;
  for (const CopiedPacket& packet : result.packets) {
    seen.emplace_back(packet.data.size(), packet.interface_id);
    EXPECT_EQ(result.interfaces.at(packet.interface_id).link_type, packet.link_type);
  }
  EXPECT_THAT(seen, testing::ElementsAre(std::pair(1, 1), std::pair(2, 0), std::pair(3, 2),
                                         std::pair(1, 4), std::pair(2, 3)));
  EXPECT_THAT(result.interfaces, SizeIs(5));
}

TEST(Concatenate, CollectsDamagesDropsAndProgress) {
  Bytes cut = PcapWriter().packet(1, 0, payload(3)).bytes;
  cut.pop_back();
  PcapngWriter file;
  file.section().interface();
  file.block(5, file.body().u32(0).u64(0).raw(file.option(5, file.body().u64(7).bytes)));
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(source_of(cut, "a"));
  sources.push_back(source_of(file.bytes, "b"));
  sources.push_back(source_of(cut, "c"));
  const auto sequence = concatenate(std::move(sources));
  const ReadResult result = read_all(*sequence);
  ASSERT_THAT(result.damages, SizeIs(2));
  EXPECT_EQ(result.damages[0].file, "a");
  EXPECT_EQ(result.damages[1].file, "c");
  EXPECT_EQ(result.drops.interface, 7U);
  const std::size_t total = 2 * cut.size() + file.bytes.size();
  EXPECT_EQ(sequence->progress().bytes_total, total);
  EXPECT_EQ(sequence->progress().bytes_read, total);
}

TEST(Concatenate, TheTotalIsUnknownWhenThatOfOneSourceIs) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(source_of(two_interfaces(), "a"));
  sources.push_back(open_savefile(std::make_unique<MemoryStream>(two_interfaces(), 10), "pipe"));
  EXPECT_EQ(concatenate(std::move(sources))->progress().bytes_total, 0U);
}

std::size_t overlaps_of(std::vector<std::vector<std::uint32_t>> times) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  for (const auto& seconds : times) {
    PcapWriter file;
    for (const std::uint32_t second : seconds) file.packet(second, 0, payload(3));
    sources.push_back(source_of(file.bytes, "x"));
  }
  const auto sequence = concatenate(std::move(sources));
  read_all(*sequence);
  return sequence->overlaps();
}

TEST(Concatenate, CountsTheSourcesThatBeginBeforeThoseInFrontEnd) {
  EXPECT_EQ(overlaps_of({{1, 2}, {2, 3}, {}, {4}}), 0U);
  EXPECT_EQ(overlaps_of({{1, 5}, {2, 3}, {4}, {5}}), 2U);
  EXPECT_EQ(overlaps_of({{3}, {}, {2}}), 1U);
}

TEST(Concatenate, TakesTheNamesOfHostsOfAll) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  for (const std::uint8_t name : {'a', 'b'}) {
    PcapngWriter file;
    file.section().interface();
    ByteWriter body = file.body();
    body.raw(file.option(1, {192, 0, 2, 1, name, 0})).u32(0);
    sources.push_back(source_of(file.block(4, body).bytes, "x"));
  }
  const ReadResult result = read_all(*concatenate(std::move(sources)));
  ASSERT_THAT(result.host_names, SizeIs(2));
  EXPECT_EQ(result.host_names[1].name, "b");
}

TEST(Concatenate, OfNothingIsAtItsEnd) {
  EXPECT_THAT(read_all(*concatenate({})).packets, IsEmpty());
}

}  // namespace
}  // namespace flowsnoop
