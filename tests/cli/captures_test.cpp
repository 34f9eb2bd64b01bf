// The real program over every file of captures/, against the expected output beside it.
// captures/expect writes the expected files.
#include "support/captures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "support/program.h"

namespace flowsnoop::test {
namespace {

std::vector<std::string> capture_names() {
  return sample_captures(Compressed::kToo);
}

// Whether this build of the program can read it.
bool is_readable([[maybe_unused]] const std::string& name) {
#ifdef FLOWSNOOP_WITH_COMPRESSION
  return true;
#else
  return !name.starts_with("compressed-");
#endif
}

class Captures : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!is_readable(GetParam())) GTEST_SKIP() << "built without decompression";
  }

  // Runs the program and compares with the expected file of this suffix.
  ProgramResult compare(const std::vector<std::string>& options, const std::string& suffix) {
    std::vector<std::string> arguments{"-r", "captures/" + GetParam()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProgramResult result = run_program({.arguments = arguments});
    const auto expected = expected_file(suffix);
    EXPECT_TRUE(std::filesystem::exists(expected)) << expected;
    EXPECT_EQ(result.output, read_file(expected));
    EXPECT_EQ(result.exit_status, is_damaged() ? 3 : 0) << result.error;
    return result;
  }
  std::filesystem::path expected_file(const std::string& suffix) const {
    return kSampleCaptures / (GetParam() + ".expected." + suffix);
  }
  bool is_damaged() const { return std::filesystem::exists(expected_file("err")); }
};

TEST_P(Captures, TextIsAsExpected) {
  const ProgramResult result = compare({}, "txt");
  EXPECT_EQ(result.error, is_damaged() ? read_file(expected_file("err")) : "");
}

TEST_P(Captures, JsonIsAsExpected) {
  compare({"--format", "json"}, "json");
}

TEST_P(Captures, CsvIsAsExpected) {
  compare({"--format", "csv"}, "csv");
}

INSTANTIATE_TEST_SUITE_P(All, Captures, testing::ValuesIn(capture_names()), test_name);

TEST(CapturesDirectory, HoldsNoExpectedFileWithoutItsCapture) {
  const std::vector<std::string> names = capture_names();
  for (const auto& entry : std::filesystem::directory_iterator(kSampleCaptures)) {
    const std::string name = entry.path().filename().string();
    const std::size_t at = name.find(".expected.");
    if (at == std::string::npos) continue;
    EXPECT_TRUE(std::binary_search(names.begin(), names.end(), name.substr(0, at))) << name;
  }
}

TEST(CapturesDirectory, TellsTheOriginOfEachFile) {
  const std::string readme = read_file(kSampleCaptures / "README.md");
  for (const std::string& name : capture_names()) {
    EXPECT_NE(readme.find("`" + name + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace flowsnoop::test
