#include "capture/compression.h"

#include "capture_support.h"

#ifdef FLOWSNOOP_WITH_COMPRESSION
#include "compress.h"
#endif

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::optional<Compression> recognise(std::string_view start) {
  return recognise_compression({reinterpret_cast<const std::uint8_t*>(start.data()), start.size()});
}

TEST(RecogniseCompression, TakesNoCaptureAndNoTextForCompressed) {
  for (const Bytes& bytes : {PcapWriter().bytes, PcapngWriter().section().bytes, Bytes{}}) {
    EXPECT_EQ(recognise_compression(bytes), std::nullopt);
  }
  EXPECT_EQ(recognise("BZh is how this text begins"), std::nullopt);
  EXPECT_EQ(recognise("BZh91AY&SY"), Compression::kBzip2);
  EXPECT_EQ(recognise("BZh91AY&S"), std::nullopt);
  EXPECT_EQ(recognise("\x1f\x8b\x08"), Compression::kGzip);
  EXPECT_EQ(recognise("\x1f\x8b\x07"), std::nullopt);
}

#ifdef FLOWSNOOP_WITH_COMPRESSION

Bytes capture() {
  PcapngWriter file;
  file.section().interface();
  for (std::uint64_t i = 0; i < 3000; ++i) file.packet(0, i, noise(100));
  return file.bytes;
}

class EachCompression : public testing::TestWithParam<Compression> {};

TEST_P(EachCompression, IsRecognisedByItsFirstBytes) {
  EXPECT_EQ(recognise_compression(first_bytes(compress(capture(), GetParam()), 10)), GetParam());
  EXPECT_EQ(recognise_compression(first_bytes(compress({}, GetParam()), 10)), GetParam());
}

TEST_P(EachCompression, GivesThePacketsOfTheCaptureAheadAndNot) {
  const ReadResult plain = read_bytes(capture());
  ASSERT_THAT(plain.packets, SizeIs(3000));
  for (const bool read_ahead : {true, false}) {
    for (const std::size_t chunk : {std::size_t{1000}, SIZE_MAX}) {
      const auto source =
          open_savefile(std::make_unique<MemoryStream>(compress(capture(), GetParam()), chunk), "x",
                        SavefileOptions{.read_ahead = read_ahead});
      const ReadResult result = read_all(*source);
      EXPECT_EQ(result.packets, plain.packets);
      EXPECT_THAT(result.damages, SizeIs(0));
    }
  }
}

TEST_P(EachCompression, ProgressCountsCompressedBytes) {
  const Bytes compressed = compress(capture(), GetParam());
  const auto source = open_savefile(std::make_unique<MemoryStream>(compressed), "x");
  EXPECT_EQ(source->progress().bytes_total, compressed.size());
  read_all(*source);
  EXPECT_EQ(source->progress().bytes_read, compressed.size());
}

TEST_P(EachCompression, CutShortIsADamageAfterWhatCouldBeRead) {
  Bytes compressed = compress(capture(), GetParam());
  compressed.resize(compressed.size() * 3 / 4);
  const ReadResult result = read_bytes(compressed);
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_THAT(result.damages[0].reason,
              HasSubstr("data is cut short at its byte " + std::to_string(compressed.size())));
  EXPECT_LT(result.packets.size(), 3000U);
}

TEST_P(EachCompression, CutWithinItsFirstBytesIsADamagedCapture) {
  const Bytes compressed = first_bytes(compress(capture(), GetParam()), 12);
  const ReadResult result = read_bytes(compressed);
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, 0U);
  EXPECT_THAT(result.packets, SizeIs(0));
}

TEST_P(EachCompression, OfNothingIsAnEmptyFile) {
  EXPECT_EQ(message_of([&] { read_bytes(compress({}, GetParam())); }),
            "test.pcap: is empty (0 bytes when decompressed): not a capture");
}

TEST_P(EachCompression, OfAnythingElseSaysWhatItLooksLike) {
  EXPECT_EQ(message_of([&] {
              read_bytes(compress({'P', 'K', 3, 4}, GetParam()));
            }),
            "test.pcap: when decompressed, not a pcap or pcapng capture: it is a zip archive: "
            "unpack it first (unzip)");
}

TEST_P(EachCompression, OfACompressedCaptureIsOneToo) {
  const Bytes twice = compress(compress(capture(), GetParam()), Compression::kGzip);
  EXPECT_THAT(read_bytes(twice).packets, SizeIs(3000));
}

std::string name_of(const testing::TestParamInfo<Compression>& info) {
  return std::string(to_string(info.param));
}

INSTANTIATE_TEST_SUITE_P(All, EachCompression, testing::ValuesIn(kCompressions), name_of);

TEST(Decompression, HasABoundOnLayers) {
  Bytes bytes = capture();
  for (int layer = 0; layer < 5; ++layer) bytes = compress(bytes, Compression::kGzip);
  EXPECT_EQ(message_of([&] { read_bytes(bytes); }), "test.pcap: compressed more than 4 times over");
}

#else

TEST(Decompression, IsSaidToBeLackingWhereItIs) {
  EXPECT_EQ(message_of([&] {
              read_bytes({0x1f, 0x8b, 8, 0});
            }),
            "test.pcap: it is gzip-compressed, and this flowsnoop was built without decompression: "
            "decompress it first");
}

#endif

}  // namespace
}  // namespace flowsnoop
