#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::unique_ptr<PacketSource> capture_of(const std::vector<std::uint32_t>& seconds,
                                         std::uint8_t mark = 0, std::uint32_t link_word = 1) {
  PcapWriter file({.link_word = link_word});
  for (const std::uint32_t second : seconds) file.packet(second, 0, {mark});
  return open_savefile(std::make_unique<MemoryStream>(file.bytes), "x");
}

// A source that tells when its first packet is, and whether it was read from.
class Announced final : public PacketSource {
 public:
  Announced(std::vector<std::uint32_t> seconds, bool& was_read)
      : first_(seconds.at(0)), inner_(capture_of(seconds)), was_read_(was_read) {}
  ReadStatus read(PacketBatch& batch) override {
    was_read_ = true;
    return inner_->read(batch);
  }
  std::span<const Interface> interfaces() const override { return inner_->interfaces(); }
  std::optional<std::int64_t> first_time_ns() const override { return first_ * 1'000'000'000; }

 private:
  std::int64_t first_;
  std::unique_ptr<PacketSource> inner_;
  bool& was_read_;
};

std::vector<std::int64_t> seconds_of(const ReadResult& result) {
  std::vector<std::int64_t> seconds;
  for (const auto& packet : result.packets) seconds.push_back(packet.timestamp_ns / 1'000'000'000);
  return seconds;
}

TEST(MergeByTime, GivesThePacketsInTheOrderOfTime) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(capture_of({4, 5, 9}));
  sources.push_back(capture_of({}));
  sources.push_back(capture_of({1, 6, 7, 8}));
  sources.push_back(capture_of({2, 3}));
  EXPECT_THAT(seconds_of(read_all(*merge_by_time(std::move(sources)))),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(MergeByTime, AtTheSameTimeTheFirstSourceComesFirst) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  for (const std::uint8_t mark : {'a', 'b', 'c'}) sources.push_back(capture_of({1, 1}, mark));
  std::string marks;
  for (const auto& packet : read_all(*merge_by_time(std::move(sources))).packets) {
    marks += static_cast<char>(packet.data[0]);
  }
  EXPECT_EQ(marks, "aabbcc");
}

TEST(MergeByTime, BytesStayValidAcrossManySmallReads) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  for (std::uint32_t first = 0; first < 3; ++first) {
    PcapWriter file;
    for (std::uint32_t i = 0; i < 500; ++i) {
      const std::uint32_t second = 3 * i + first;
      file.packet(second, 0, payload(20, static_cast<std::uint8_t>(second)));
    }
    sources.push_back(open_savefile(std::make_unique<MemoryStream>(file.bytes), "x",
                                    SavefileOptions{.block_size = 1000}));
  }
  const ReadResult result = read_all(*merge_by_time(std::move(sources)));
  ASSERT_THAT(result.packets, SizeIs(1500));
  for (std::uint32_t i = 0; i < 1500; ++i) {
    ASSERT_EQ(result.packets[i].data, payload(20, static_cast<std::uint8_t>(i)));
  }
}

TEST(MergeByTime, InterfacesOfAllAreOneList) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(capture_of({1, 4}, 0, 1));
  sources.push_back(capture_of({2, 3}, 0, 101));
  const ReadResult result = read_all(*merge_by_time(std::move(sources)));
  EXPECT_THAT(result.interfaces, SizeIs(2));
  ASSERT_THAT(result.packets, SizeIs(4));
  for (const auto& packet : result.packets) {
    EXPECT_EQ(result.interfaces.at(packet.interface_id).link_type, packet.link_type);
  }
  EXPECT_EQ(result.packets[1].link_type, LinkType::kRaw);
}

TEST(MergeByTime, ASourceIsNotReadBeforeItsTurn) {
  std::array<bool, 2> was_read{};
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(std::make_unique<Announced>(std::vector<std::uint32_t>{1, 2}, was_read[0]));
  sources.push_back(std::make_unique<Announced>(std::vector<std::uint32_t>{3, 4}, was_read[1]));
  const auto merge = merge_by_time(std::move(sources));
  PacketBatch batch;
  EXPECT_EQ(merge->read(batch), ReadStatus::kPackets);
  EXPECT_TRUE(was_read[0]);
  EXPECT_FALSE(was_read[1]);
  EXPECT_EQ(batch.size, 2U);
  EXPECT_EQ(merge->read(batch), ReadStatus::kPackets);
  EXPECT_EQ(batch.size, 2U);
  EXPECT_EQ(merge->read(batch), ReadStatus::kEnd);
  EXPECT_EQ(merge->read(batch), ReadStatus::kEnd);
}

TEST(MergeByTime, CollectsDamages) {
  Bytes cut = PcapWriter().packet(1, 0, payload(3)).bytes;
  cut.pop_back();
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(open_savefile(std::make_unique<MemoryStream>(cut), "torn"));
  sources.push_back(capture_of({1}));
  const ReadResult result = read_all(*merge_by_time(std::move(sources)));
  EXPECT_THAT(result.packets, SizeIs(1));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].file, "torn");
}

TEST(MergeByTime, OfNothingIsAtItsEnd) {
  EXPECT_THAT(read_all(*merge_by_time({})).packets, IsEmpty());
}

}  // namespace
}  // namespace flowsnoop
