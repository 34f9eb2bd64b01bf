#include "capture/read_ahead_stream.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "capture_support.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kBlock = 16;

std::unique_ptr<ReadAheadStream> ahead_of(Bytes bytes, StreamStatus at_end = StreamStatus::kEnd) {
  return std::make_unique<ReadAheadStream>(
      std::make_unique<MemoryStream>(std::move(bytes), SIZE_MAX, at_end), kBlock);
}

TEST(ReadAheadStream, GivesTheSameBytesHoweverTheyAreAskedFor) {
  const Bytes bytes = payload(10'007);
  for (const std::size_t chunk : {1U, 7U, 16U, 100U}) {
    const auto stream = ahead_of(bytes);
    Bytes all;
    Bytes part(chunk);
    for (;;) {
      const StreamRead read = stream->read(part);
      if (read.status != StreamStatus::kData) {
        EXPECT_EQ(read.status, StreamStatus::kEnd);
        break;
      }
      all.insert(all.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(read.size));
    }
    EXPECT_EQ(all, bytes);
    EXPECT_EQ(stream->read(part).status, StreamStatus::kEnd);
  }
}

TEST(ReadAheadStream, AnErrorComesAfterTheBytesBeforeIt) {
  const auto stream = ahead_of(payload(20), StreamStatus::kError);
  Bytes part(100);
  EXPECT_EQ(stream->read(part).size, 16U);
  EXPECT_EQ(stream->error(), "");
  EXPECT_EQ(stream->read(part).size, 4U);
  EXPECT_EQ(stream->read(part).status, StreamStatus::kError);
  EXPECT_EQ(stream->error(), "the disk is on fire");
  EXPECT_EQ(stream->read(part).status, StreamStatus::kError);
}

TEST(ReadAheadStream, ProgressIsThatOfWhatWasTaken) {
  const auto stream = ahead_of(payload(1000));
  EXPECT_EQ(stream->total_bytes(), 1000U);
  EXPECT_EQ(stream->input_progress(0).bytes_read, 0U);
  Bytes part(kBlock);
  stream->read(part);
  stream->read(part);
  EXPECT_EQ(stream->input_progress(32).bytes_read, 32U);
  EXPECT_EQ(stream->input_progress(32).bytes_total, 1000U);
}

// The end of a pipe that stays open without anything in it.
class SilentPipe {
 public:
  SilentPipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~SilentPipe() { close(ends_[1]); }
  SilentPipe(const SilentPipe&) = delete;
  SilentPipe& operator=(const SilentPipe&) = delete;
  std::unique_ptr<ByteStream> stream() const { return std::make_unique<FileStream>(ends_[0]); }

 private:
  std::array<int, 2> ends_{};
};

TEST(ReadAheadStream, InterruptEndsAReadThatWaits) {
  const SilentPipe pipe;
  ReadAheadStream stream(pipe.stream());
  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stream.interrupt();
  });
  Bytes part(10);
  EXPECT_EQ(stream.read(part).status, StreamStatus::kInterrupted);
  interrupter.join();
}

TEST(ReadAheadStream, InterruptComesBeforeBytesThatAreThere) {
  const auto stream = ahead_of(payload(1000));
  stream->interrupt();
  Bytes part(10);
  EXPECT_EQ(stream->read(part).status, StreamStatus::kInterrupted);
}

TEST(ReadAheadStream, EndsWhileItsThreadWaitsForBytesOrForRoom) {
  const SilentPipe pipe;
  { const ReadAheadStream waits_for_bytes(pipe.stream()); }
  const auto waits_for_room = ahead_of(payload(100 * kBlock));
  Bytes part(1);
  EXPECT_EQ(waits_for_room->read(part).size, 1U);
}

}  // namespace
}  // namespace flowsnoop
