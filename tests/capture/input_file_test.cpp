#include "capture/input_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Bytes two_packets() {
  return PcapWriter().packet(7, 0, payload(3)).packet(8, 0, payload(4)).bytes;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

TEST(InputFile, TellsWhenItsFirstPacketWasBeforeItIsRead) {
  const TemporaryDirectory directory;
  const InputFile file(directory.write("x", two_packets()));
  EXPECT_EQ(file.first_time_ns(), 7'000'000'000);
  EXPECT_EQ(file.progress().bytes_total, two_packets().size());
  EXPECT_EQ(file.progress().bytes_read, 0U);
  EXPECT_EQ(InputFile(directory.write("y", PcapWriter().bytes)).first_time_ns(), std::nullopt);
}

TEST(InputFile, GivesWhatASavefileGives) {
  const TemporaryDirectory directory;
  Bytes bytes = two_packets();
  bytes.pop_back();
  const std::string path = directory.write("x", bytes);
  InputFile file(path);
  const ReadResult result = read_all(file);
  const ReadResult expected = read_all(*open_savefile(path));
  EXPECT_EQ(result.packets, expected.packets);
  EXPECT_THAT(result.interfaces, SizeIs(1));
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].offset, expected.damages[0].offset);
  EXPECT_EQ(file.progress().bytes_read, bytes.size());
  PacketBatch batch;
  EXPECT_EQ(file.read(batch), ReadStatus::kEnd);
}

TEST(InputFile, IsOpenOnlyWhileItIsRead) {
  const TemporaryDirectory directory;
  const std::size_t before = open_descriptors();
  InputFile file(directory.write("x", two_packets()));
  EXPECT_EQ(open_descriptors(), before);
  PacketBatch batch;
  file.read(batch);
  EXPECT_EQ(open_descriptors(), before + 1);
  file.read(batch);
  EXPECT_EQ(open_descriptors(), before);
}

TEST(InputFile, APipeIsOpenedOnceAndLosesNothing) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] { directory.write("pipe", two_packets()); });
  InputFile file(path);
  EXPECT_EQ(file.first_time_ns(), 7'000'000'000);
  EXPECT_THAT(read_all(file).packets, SizeIs(2));
  writer.join();
}

TEST(InputFile, OneThatIsGoneWhenItsTurnComesIsADamage) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("x", two_packets());
  InputFile file(path);
  std::filesystem::remove(path);
  const ReadResult result = read_all(file);
  ASSERT_THAT(result.damages, SizeIs(1));
  EXPECT_EQ(result.damages[0].file, path);
  EXPECT_THAT(result.damages[0].reason, HasSubstr("could not be opened again: "));
}

TEST(InputFile, AnInterruptionBeforeItIsOpenedHoldsAfterwards) {
  const TemporaryDirectory directory;
  InputFile file(directory.write("x", two_packets()));
  file.interrupt();
  PacketBatch batch;
  EXPECT_EQ(file.read(batch), ReadStatus::kEnd);
}

TEST(InputFile, WhatIsNoCaptureIsRefusedAtOnce) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("x", {1, 2, 3});
  EXPECT_THAT(message_of([&] { InputFile file(path); }), HasSubstr(path));
}

}  // namespace
}  // namespace flowsnoop
