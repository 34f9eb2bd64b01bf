#include "capture/inputs.h"

#include <sys/stat.h>

#include <filesystem>

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

Bytes capture_at(const std::vector<std::uint32_t>& seconds) {
  PcapWriter file;
  for (const std::uint32_t second : seconds) file.packet(second, 0, payload(3));
  return file.bytes;
}

std::vector<std::int64_t> seconds_of(const Inputs& inputs) {
  std::vector<std::int64_t> seconds;
  for (const auto& packet : read_all(*inputs.source).packets) {
    seconds.push_back(packet.timestamp_ns / 1'000'000'000);
  }
  return seconds;
}

TEST(OpenInputs, FilesAreReadInTheOrderOfTheirFirstPackets) {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", capture_at({5, 6}));
  const std::string b = directory.write("b", capture_at({1, 7}));
  const std::string empty = directory.write("c", capture_at({}));
  const Inputs inputs = open_inputs(std::vector{a, b, empty}, InputOrder::kByFirstPacket);
  EXPECT_THAT(inputs.files, ElementsAre(empty, b, a));
  EXPECT_THAT(seconds_of(inputs), ElementsAre(1, 7, 5, 6));
  EXPECT_EQ(inputs.source->overlaps(), 1U);
}

TEST(OpenInputs, MergedTheyAreReadInTheOrderOfTime) {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", capture_at({5, 6}));
  const std::string b = directory.write("b", capture_at({1, 7}));
  EXPECT_THAT(seconds_of(open_inputs(std::vector{a, b}, InputOrder::kByTime)),
              ElementsAre(1, 5, 6, 7));
}

TEST(OpenInputs, FilesOfOneTimeStayAsTheyWereGiven) {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", capture_at({1}));
  const std::string b = directory.write("b", capture_at({1}));
  EXPECT_THAT(open_inputs(std::vector{b, a}, InputOrder::kByFirstPacket).files, ElementsAre(b, a));
}

TEST(OpenInputs, ADirectoryStandsForTheCapturesInItAndSaysWhatElseThereIs) {
  const TemporaryDirectory directory;
  const std::string late = directory.write("a", capture_at({9}));
  const std::string early = directory.write("b", capture_at({1}));
  const std::string text = directory.write("notes.txt", {'h', 'i'});
  const std::string inner = directory.path("inner");
  const std::string pipe = directory.path("pipe");
  std::filesystem::create_directory(inner);
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const Inputs inputs = open_inputs(std::vector{directory.path("")}, InputOrder::kByFirstPacket);
  EXPECT_THAT(inputs.files, ElementsAre(early, late));
  EXPECT_THAT(inputs.skipped, ElementsAre(HasSubstr(inner + ": a directory"),
                                          HasSubstr(text + ": not a pcap"), pipe + ": is no file"));
}

TEST(OpenInputs, ADirectoryWithoutACaptureIsRefused) {
  const TemporaryDirectory directory;
  directory.write("notes.txt", {'h', 'i'});
  EXPECT_THAT(
      message_of([&] { open_inputs(std::vector{directory.path("")}, InputOrder::kByTime); }),
      HasSubstr("a directory without a capture in it"));
}

TEST(OpenInputs, WhatIsNamedMustBeACapture) {
  const TemporaryDirectory directory;
  const std::string good = directory.write("a", capture_at({1}));
  const std::string bad = directory.write("b", {'h', 'i'});
  for (const auto& paths : {std::vector{bad}, std::vector{good, bad}}) {
    EXPECT_THAT(message_of([&] { open_inputs(paths, InputOrder::kByFirstPacket); }),
                HasSubstr(bad + ": not a pcap"));
  }
  EXPECT_THAT(message_of([&] {
                open_inputs(std::vector{good, directory.path("missing")}, InputOrder::kByTime);
              }),
              HasSubstr("No such file"));
}

TEST(OpenInputs, HundredsOfFilesAreNotOpenAtOnce) {
  const TemporaryDirectory directory;
  constexpr std::uint32_t kFiles = 300;
  for (std::uint32_t i = 0; i < kFiles; ++i) {
    directory.write("f" + std::to_string(i), capture_at({i}));
  }
  for (const InputOrder order : {InputOrder::kByFirstPacket, InputOrder::kByTime}) {
    const Inputs inputs = open_inputs(std::vector{directory.path("")}, order);
    PacketBatch batch;
    std::size_t frames = 0;
    while (inputs.source->read(batch) == ReadStatus::kPackets) {
      frames += batch.size;
      std::size_t open = 0;
      for ([[maybe_unused]] const auto& entry :
           std::filesystem::directory_iterator("/proc/self/fd")) {
        ++open;
      }
      ASSERT_LT(open, 50U);
    }
    EXPECT_EQ(frames, kFiles);
    EXPECT_THAT(inputs.source->interfaces(), SizeIs(kFiles));
  }
}

}  // namespace
}  // namespace flowsnoop
