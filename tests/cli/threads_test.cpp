// --threads: the real program writes the same, byte for byte, whatever their number.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "names/geo.h"
#include "support/captures.h"
#include "support/mmdb_image.h"
#include "support/packet_builder.h"
#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {
namespace {

std::vector<std::filesystem::path> capture_paths() {
  return captures_below(kSampleCaptures, Compressed::kToo);
}

ProgramResult run_with(const std::string& threads, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--threads", threads});
  return run_program({.arguments = arguments});
}

void expect_same(const std::vector<std::string>& arguments) {
  const ProgramResult one = run_with("1", arguments);
  const ProgramResult four = run_with("4", arguments);
  ASSERT_EQ(four.exit_status, one.exit_status) << arguments[1];
  ASSERT_EQ(four.error, one.error) << arguments[1];
  ASSERT_TRUE(four.output == one.output) << arguments[1] << ": the output differs";
}

// A pcap file of so many DNS queries, each of a conversation of its own.
std::string file_of_queries(std::uint32_t count) {
  std::string file;
  const auto add = [&](std::uint32_t word) {
    for (int shift = 0; shift < 32; shift += 8) file += static_cast<char>(word >> shift & 0xff);
  };
  for (const std::uint32_t word : {0xa1b2c3d4u, 0x00040002u, 0u, 0u, 262144u, 1u}) add(word);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Bytes frame = PacketBuilder()
                            .ethernet()
                            .ipv4("192.0.2." + std::to_string(i % 250 + 1), "198.51.100.7")
                            .udp(static_cast<std::uint16_t>(1024 + i), 53)
                            .payload("\x12\x34 and more")
                            .build();
    const auto size = static_cast<std::uint32_t>(frame.size());
    for (const std::uint32_t word : {1'700'000'000u, i, size, size}) add(word);
    file.append(frame.begin(), frame.end());
  }
  return file;
}

class Threads : public testing::TestWithParam<std::string> {};

TEST_P(Threads, WriteTheSameForEachSample) {
  const auto captures = capture_paths();
  ASSERT_GT(captures.size(), 100u);
  for (const auto& path : captures) expect_same({"-r", path, "--format", GetParam()});
}

// So often that there are enough packets for a thread to be tried, and left or kept.
TEST_P(Threads, WriteTheSameForAllSamplesAsOne) {
  std::vector<std::string> arguments{"--format", GetParam()};
  for (int i = 0; i < 15; ++i) {
    for (const auto& path : capture_paths()) {
      arguments.insert(arguments.end(), {"-r", path});
    }
  }
  expect_same(arguments);
  arguments.emplace_back("--merge");
  expect_same(arguments);
}

// So many that their records are made in parallel.
TEST_P(Threads, WriteTheSameForManyOpenConversations) {
  const TemporaryDirectory directory;
  write_file(directory.path() / "queries.pcap", file_of_queries(10'000));
  std::vector<std::string> arguments{"-r", directory.path() / "queries.pcap", "--format",
                                     GetParam()};
  expect_same(arguments);
  if (!has_geo_databases() || GetParam() == "text") return;
  MmdbImage image;
  image.add("198.51.100.0", 24,
            MmdbImage::map({{"country", MmdbImage::map({{"iso_code", MmdbImage::text("DE")}})}}));
  write_file(directory.path() / "a.mmdb", image.build());
  arguments.insert(arguments.end(), {"--geoip", directory.path() / "a.mmdb"});
  expect_same(arguments);
}

INSTANTIATE_TEST_SUITE_P(Format, Threads, testing::Values("json", "csv", "text"),
                         [](const auto& format) { return format.param; });

}  // namespace
}  // namespace flowsnoop::test
