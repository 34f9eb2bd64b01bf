// Over a collection of real captures that lies beside the project, where it is there: none crashes
// or hangs the program, what is no capture is refused in one line, and the frames counted are those
// that tshark counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {
namespace {

const std::filesystem::path kRealCaptures = FLOWSNOOP_SOURCE_DIR "/../shared/real";

struct Reference {
  std::string file;
  std::string packets;
  bool read_whole = false;  // by tshark
};

// file,packets,tcp_streams,udp_streams,tshark_exit,tshark_message
std::vector<Reference> read_references() {
  std::ifstream table(kRealCaptures / "tshark-reference.csv");
  std::vector<Reference> references;
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream cells(line);
    Reference reference;
    std::string ignored;
    std::string exit_status;
    std::getline(cells, reference.file, ',');
    std::getline(cells, reference.packets, ',');
    std::getline(cells, ignored, ',');
    std::getline(cells, ignored, ',');
    std::getline(cells, exit_status, ',');
    reference.read_whole = exit_status == "0";
    references.push_back(reference);
  }
  return references;
}

// The number in "flowsnoop: 4,709 frames read: ...", without its separators.
std::string frames_read(const std::string& error) {
  constexpr std::string_view kDigits = "0123456789,";
  const std::size_t end = error.find(" frame");
  if (end == std::string::npos || end == 0) return "none";
  const std::size_t before = error.find_last_not_of(kDigits, end - 1);
  std::string number = error.substr(before + 1, end - before - 1);
  number.erase(std::remove(number.begin(), number.end(), ','), number.end());
  return number;
}

bool is_one_line(const std::string& text) {
  return !text.empty() && text.find('\n') == text.size() - 1;
}

bool is_compressed(const std::string& file) {
  return file.ends_with(".gz") || file.ends_with(".zst");
}

TEST(RealCaptures, NoneCrashesAndFramesAreThoseThatTsharkCounts) {
  if (!std::filesystem::exists(kRealCaptures / "tshark-reference.csv")) {
    GTEST_SKIP() << "the collection of real captures is not here";
  }
  const std::vector<Reference> references = read_references();
  ASSERT_GT(references.size(), 1000u);
  for (const Reference& reference : references) {
    const ProgramResult result =
        run_program({.arguments = {"-n", "-r", kRealCaptures / reference.file, "--format", "csv"}});
    const bool ended = result.exit_status == 0 || result.exit_status == 3;
    EXPECT_TRUE(ended || result.exit_status == 1)
        << reference.file << ": " << result.exit_status << "\n"
        << result.error;
    EXPECT_TRUE(result.exit_status != 1 || is_one_line(result.error)) << result.error;
    if (!reference.read_whole || is_compressed(reference.file)) continue;
    EXPECT_TRUE(ended) << reference.file << ": " << result.error;
    EXPECT_EQ(frames_read(result.error), reference.packets) << reference.file;
  }
}

}  // namespace
}  // namespace flowsnoop::test
