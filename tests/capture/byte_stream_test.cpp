#include "capture/byte_stream.h"

#include <fcntl.h>

#include <array>
#include <chrono>
#include <thread>

#include "capture_support.h"

namespace flowsnoop {
namespace {

TEST(FileStream, ReadsAFileAndKnowsItsSize) {
  const TemporaryDirectory directory;
  const auto stream = open_file_stream(directory.write("x", payload(10)));
  EXPECT_EQ(stream->total_bytes(), 10U);
  Bytes bytes(20);
  const StreamRead read = stream->read(bytes);
  ASSERT_EQ(read.status, StreamStatus::kData);
  ASSERT_EQ(read.size, 10U);
  bytes.resize(10);
  EXPECT_EQ(bytes, payload(10));
  EXPECT_EQ(stream->read(bytes).status, StreamStatus::kEnd);
}

TEST(FileStream, GivesWhatAPipeHasWithoutWaitingForMore) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  FileStream stream(ends[0]);
  ASSERT_EQ(write(ends[1], "abc", 3), 3);
  Bytes bytes(20);
  EXPECT_EQ(stream.read(bytes).size, 3U);
  EXPECT_EQ(stream.total_bytes(), 0U);
  close(ends[1]);
  EXPECT_EQ(stream.read(bytes).status, StreamStatus::kEnd);
}

TEST(FileStream, WaitsForANonBlockingPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_NONBLOCK), 0);
  FileStream stream(ends[0]);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(write(ends[1], "abc", 3), 3);
  });
  Bytes bytes(20);
  EXPECT_EQ(stream.read(bytes).size, 3U);
  writer.join();
  close(ends[1]);
}

TEST(FileStream, InterruptEndsAReadThatWaits) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  FileStream stream(ends[0]);
  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    stream.interrupt();
  });
  Bytes bytes(20);
  EXPECT_EQ(stream.read(bytes).status, StreamStatus::kInterrupted);
  interrupter.join();
  close(ends[1]);
}

TEST(FileStream, AReadErrorIsNotAnEnd) {
  FileStream stream(open("/", O_RDONLY));
  Bytes bytes(20);
  EXPECT_EQ(stream.read(bytes).status, StreamStatus::kError);
  EXPECT_EQ(stream.error(), "Is a directory");
}

TEST(OpenFileStream, SaysWhichFileAndWhy) {
  const TemporaryDirectory directory;
  const std::string missing = directory.path("missing");
  EXPECT_EQ(message_of([&] { open_file_stream(missing); }),
            missing + ": No such file or directory");
  EXPECT_EQ(message_of([&] { open_file_stream(directory.path("")); }),
            directory.path("") + ": is a directory, not a capture");
}

TEST(OpenFileStream, SaysWhenReadingIsNotAllowed) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("secret", payload(10));
  std::filesystem::permissions(path, std::filesystem::perms::none);
  constexpr uid_t kNobody = 65'534;
  const uid_t user = geteuid();
  // Root may read every file, and so is somebody else for a moment.
  if (user == 0 && seteuid(kNobody) != 0) GTEST_SKIP() << "cannot stop being root";
  const std::string message = message_of([&] { open_file_stream(path); });
  ASSERT_EQ(seteuid(user), 0);
  EXPECT_EQ(message, path + ": Permission denied");
}

}  // namespace
}  // namespace flowsnoop
