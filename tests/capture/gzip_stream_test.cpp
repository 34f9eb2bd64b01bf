#ifdef FLOWSNOOP_WITH_COMPRESSION

#include "capture/compression/gzip_stream.h"

#include "compress.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;

Bytes gzip(const Bytes& bytes) {
  return compress(bytes, Compression::kGzip);
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(GzipStream, GivesTheBytesInPiecesOfAnySize) {
  const Bytes bytes = noise(300'000);
  for (const std::size_t in : {std::size_t{7}, std::size_t{5000}, SIZE_MAX}) {
    for (const std::size_t out : {std::size_t{1000}, std::size_t{1'000'000}}) {
      const auto stream = decompressor(gzip(bytes), Compression::kGzip, in);
      const Drained all = drain(*stream, out);
      EXPECT_EQ(all.end, StreamStatus::kEnd);
      EXPECT_EQ(all.bytes, bytes);
    }
  }
}

TEST(GzipStream, MembersFollowOneAnotherAlsoAfterPadding) {
  const Bytes a = noise(1000);
  const Bytes b = payload(2000);
  const Bytes members = gzip(a) + gzip(b) + Bytes(512, 0) + gzip({}) + gzip(a) + Bytes(100, 0);
  for (const std::size_t chunk : {std::size_t{1}, SIZE_MAX}) {
    const auto stream = decompressor(members, Compression::kGzip, chunk);
    const Drained all = drain(*stream);
    EXPECT_EQ(all.end, StreamStatus::kEnd);
    EXPECT_EQ(all.bytes, a + b + a);
  }
}

TEST(GzipStream, CutAnywhereItGivesAllThatIsThere) {
  const Bytes bytes = noise(3000);
  const Bytes whole = gzip(bytes);
  std::size_t last_size = 0;
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto stream = decompressor(first_bytes(whole, size), Compression::kGzip);
    const Drained all = drain(*stream);
    ASSERT_EQ(all.end, StreamStatus::kError) << size;
    ASSERT_EQ(stream->error(), "the gzip data is cut short at its byte " + std::to_string(size));
    ASSERT_EQ(all.bytes, first_bytes(bytes, all.bytes.size()));
    ASSERT_GE(all.bytes.size(), last_size);
    last_size = all.bytes.size();
  }
  // Only the checksum is missing from the longest.
  EXPECT_EQ(last_size, bytes.size());
}

TEST(GzipStream, DamageInTheMiddleGivesWhatComesBefore) {
  const Bytes bytes = noise(300'000);
  Bytes damaged = gzip(bytes);
  for (std::size_t i = 0; i < 100; ++i) damaged[damaged.size() / 2 + i] ^= 0xff;
  const auto stream = decompressor(damaged, Compression::kGzip);
  const Drained all = drain(*stream);
  EXPECT_EQ(all.end, StreamStatus::kError);
  EXPECT_THAT(stream->error(), HasSubstr("the gzip data is damaged near its byte "));
  EXPECT_GT(all.bytes.size(), 140'000U);
  EXPECT_EQ(first_bytes(all.bytes, 140'000), first_bytes(bytes, 140'000));
}

TEST(GzipStream, AWrongChecksumIsDamageAfterAllBytes) {
  const Bytes bytes = noise(1000);
  Bytes damaged = gzip(bytes);
  damaged[damaged.size() - 8] ^= 1;
  const auto stream = decompressor(damaged, Compression::kGzip);
  const Drained all = drain(*stream);
  EXPECT_EQ(all.bytes, bytes);
  EXPECT_EQ(all.end, StreamStatus::kError);
  EXPECT_THAT(stream->error(), HasSubstr("incorrect data check"));
}

TEST(GzipStream, WhatFollowsAndIsNoGzipIsSaid) {
  const Bytes whole = gzip(payload(10));
  const auto stream = decompressor(whole + Bytes{0, 'x', 'y'}, Compression::kGzip);
  const Drained all = drain(*stream);
  EXPECT_EQ(all.bytes, payload(10));
  EXPECT_EQ(all.end, StreamStatus::kError);
  EXPECT_EQ(stream->error(), "what follows the gzip data, from its byte " +
                                 std::to_string(whole.size() + 1) + ", is none");
}

TEST(GzipStream, AnErrorOfTheInputIsPassedOn) {
  const Bytes half = first_bytes(gzip(noise(1000)), 300);
  const auto stream = decompressor(half, Compression::kGzip, SIZE_MAX, StreamStatus::kError);
  EXPECT_EQ(drain(*stream).end, StreamStatus::kError);
  EXPECT_EQ(stream->error(), "the disk is on fire");
}

TEST(GzipStream, AnInterruptionOfTheInputIsPassedOn) {
  const auto stream = decompressor(first_bytes(gzip(noise(1000)), 300), Compression::kGzip,
                                   SIZE_MAX, StreamStatus::kInterrupted);
  EXPECT_EQ(drain(*stream).end, StreamStatus::kInterrupted);
}

}  // namespace
}  // namespace flowsnoop

#endif
