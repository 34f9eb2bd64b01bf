// --memory is what the program takes, with any number of threads: measured of the real program.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <span>
#include <string>

#include "engine/thread_choice.h"
#include "flowsnoop/analyzer.h"
#include "support/packet_builder.h"
#include "support/program.h"

namespace flowsnoop::test {
namespace {

// To within a tenth.
constexpr std::size_t kCeiling = std::size_t{32} << 20;
constexpr std::size_t kMostBytes = kCeiling + kCeiling / 10;

// A pcap file that is written record by record.
class Capture {
 public:
  Capture(const std::filesystem::path& path, std::uint32_t link_type) : file_(path) {
    put(0xa1b2c3d4u);
    put(0x00040002u);  // version 2.4, in the order of this machine
    put(0u);
    put(0u);
    put(262'144u);
    put(link_type);
  }

  void add(std::uint32_t second, std::span<const std::uint8_t> frame) {
    begin(second, frame.size());
    file_.write(reinterpret_cast<const char*>(frame.data()),
                static_cast<std::streamsize>(frame.size()));
  }

  // A frame of zeros, which takes no room on the disk.
  void add_zeros(std::uint32_t second, std::size_t size) {
    begin(second, size);
    file_.seekp(static_cast<std::streamoff>(size) - 1, std::ios::cur).put(0);
  }

 private:
  void begin(std::uint32_t second, std::size_t size) {
    put(second);
    put(0u);
    put(static_cast<std::uint32_t>(size));
    put(static_cast<std::uint32_t>(size));
  }
  void put(std::uint32_t value) {
    file_.write(reinterpret_cast<const char*>(&value), sizeof value);
  }

  std::ofstream file_;
};

class MemoryCeiling : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers take memory of their own";
#endif
  }

  ProgramResult run() const {
    return run_program({.arguments = {"-r", path_, "--format", "json", "-o", "/dev/null",
                                      "--memory", "32M", "--threads", GetParam()}});
  }

  const TemporaryDirectory directory_;
  const std::string path_ = (directory_.path() / "capture.pcap").string();
};

INSTANTIATE_TEST_SUITE_P(Threads, MemoryCeiling, testing::Values("1", "2", "5"));

TEST_P(MemoryCeiling, HoldsForMoreConversationsThanItHasRoomFor) {
  {
    Capture capture(path_, 1);
    std::mt19937 random(1);
    for (std::uint32_t i = 0; i < 200'000; ++i) {
      const std::uint64_t drawn = random();
      const std::string client = "10." + std::to_string(drawn & 0xff) + "." +
                                 std::to_string(drawn >> 8 & 0xff) + "." +
                                 std::to_string(drawn >> 16 & 0xff);
      capture.add(i / 10'000,
                  PacketBuilder().ethernet().ipv4(client, "192.0.2.2").tcp(50'000, 80, {}).build());
    }
  }
  const ProgramResult result = run();
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_NE(result.error.find("ended early"), std::string::npos) << result.error;
  EXPECT_LE(result.peak_bytes, kMostBytes);
}

// Of a link type that allows them.
TEST_P(MemoryCeiling, HoldsForLargeFrames) {
  constexpr std::uint32_t kDbus = 231;
  {
    Capture capture(path_, kDbus);
    // So many that the next ones are taken on a further thread, which is tried.
    constexpr std::uint64_t kFramesBefore =
        AnalyzerOptions{}.least_frames_for_threads + 5 * ThreadChoice::kTrialFrames / 4;
    for (std::uint64_t i = 0; i < kFramesBefore; ++i) capture.add_zeros(1, 100);
    for (std::uint32_t i = 0; i < 40; ++i) capture.add_zeros(2, std::size_t{4} << 20);
  }
  const ProgramResult result = run();
  EXPECT_EQ(result.exit_status, 0);
  EXPECT_LE(result.peak_bytes, kMostBytes);
}

}  // namespace
}  // namespace flowsnoop::test
