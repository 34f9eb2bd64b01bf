#ifdef FLOWSNOOP_WITH_COMPRESSION

#include "capture/compression/archive_stream.h"

#include "compress.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ArchiveFilters : public testing::TestWithParam<Compression> {
 protected:
  static std::string cut_at(std::size_t size) {
    return "the " + std::string(to_string(GetParam())) + " data is cut short at its byte " +
           std::to_string(size);
  }
};

TEST_P(ArchiveFilters, GiveTheBytesInPiecesOfAnySize) {
  const Bytes bytes = noise(300'000);
  for (const std::size_t in : {std::size_t{7}, SIZE_MAX}) {
    for (const std::size_t out : {std::size_t{1000}, std::size_t{1'000'000}}) {
      const auto stream = decompressor(compress(bytes, GetParam()), GetParam(), in);
      const Drained all = drain(*stream, out);
      EXPECT_EQ(all.end, StreamStatus::kEnd);
      EXPECT_EQ(all.bytes, bytes);
    }
  }
}

TEST_P(ArchiveFilters, StreamsFollowOneAnother) {
  const Bytes part = compress(noise(1000), GetParam());
  Bytes twice = part;
  twice.insert(twice.end(), part.begin(), part.end());
  const auto stream = decompressor(twice, GetParam());
  EXPECT_EQ(drain(*stream).bytes.size(), 2000U);
}

TEST_P(ArchiveFilters, AnArchiveWithinIsBytesLikeOthers) {
  Bytes tar(1024, 0);
  const std::string_view name = "capture.pcap";
  std::copy(name.begin(), name.end(), tar.begin());
  const std::string_view magic = "ustar";
  std::copy(magic.begin(), magic.end(), tar.begin() + 257);
  const auto stream = decompressor(compress(tar, GetParam()), GetParam());
  EXPECT_EQ(drain(*stream).bytes, tar);
}

TEST_P(ArchiveFilters, OfNothingEndAtOnce) {
  const auto stream = decompressor(compress({}, GetParam()), GetParam());
  const Drained all = drain(*stream);
  EXPECT_EQ(all.end, StreamStatus::kEnd);
  EXPECT_EQ(all.bytes.size(), 0U);
}

TEST_P(ArchiveFilters, CutAnywhereTheyGiveWholePiecesOfWhatIsThere) {
  const Bytes bytes = noise(2000);
  const Bytes whole = compress(bytes, GetParam());
  for (std::size_t size = 7; size + 12 < whole.size(); size += 5) {
    const auto stream = decompressor(first_bytes(whole, size), GetParam());
    const Drained all = drain(*stream);
    ASSERT_EQ(all.end, StreamStatus::kError) << size;
    ASSERT_EQ(stream->error(), cut_at(size));
    ASSERT_EQ(all.bytes, first_bytes(bytes, all.bytes.size()));
  }
}

// lz4 compresses blocks of 4 MiB here, bzip2 of 900 kB, zstd of 128 KiB.
TEST_P(ArchiveFilters, CutLateTheyLoseNoMoreThanABlock) {
  const std::size_t block = GetParam() == Compression::kLz4 ? 4 * 1024 * 1024 : 900'000;
  const Bytes bytes = noise(block + 600'000);
  const Bytes whole = compress(bytes, GetParam());
  const auto stream = decompressor(first_bytes(whole, whole.size() - 100), GetParam());
  const Drained all = drain(*stream);
  EXPECT_EQ(all.end, StreamStatus::kError);
  EXPECT_GT(all.bytes.size(), 500'000U);
}

TEST_P(ArchiveFilters, DamageIsSaidWithLibarchivesWords) {
  Bytes damaged = compress(noise(1'000'000), GetParam());
  for (std::size_t i = 0; i < 5000; ++i) damaged[damaged.size() / 2 + i] ^= 0xff;
  const auto stream = decompressor(damaged, GetParam(), 10'000);
  EXPECT_EQ(drain(*stream).end, StreamStatus::kError);
  EXPECT_THAT(stream->error(), StartsWith("the " + std::string(to_string(GetParam())) +
                                          " data is damaged before its byte "));
}

TEST_P(ArchiveFilters, ErrorsAndInterruptionsOfTheInputArePassedOn) {
  const Bytes half = first_bytes(compress(noise(100'000), GetParam()), 3000);
  const auto failing = decompressor(half, GetParam(), SIZE_MAX, StreamStatus::kError);
  EXPECT_EQ(drain(*failing).end, StreamStatus::kError);
  EXPECT_EQ(failing->error(), "the disk is on fire");
  const auto interrupted = decompressor(half, GetParam(), SIZE_MAX, StreamStatus::kInterrupted);
  EXPECT_EQ(drain(*interrupted).end, StreamStatus::kInterrupted);
}

std::string name_of(const testing::TestParamInfo<Compression>& info) {
  return std::string(to_string(info.param));
}

INSTANTIATE_TEST_SUITE_P(All, ArchiveFilters,
                         testing::Values(Compression::kZstd, Compression::kLz4, Compression::kXz,
                                         Compression::kBzip2),
                         name_of);

}  // namespace
}  // namespace flowsnoop

#endif
