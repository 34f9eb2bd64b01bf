// Runs the real program, for tests of what a user sees. FLOWSNOOP_PROGRAM is its path.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "test_paths.h"

namespace flowsnoop::test {

struct ProgramResult {
  int exit_status = -1;  // 128 + the signal's number where a signal ended it
  std::string output;    // standard output
  std::string error;     // standard error
  // The most memory that was resident, or what the test itself had when the program started, where
  // that was more.
  std::size_t peak_bytes = 0;
};

struct ProgramInput {
  std::vector<std::string> arguments{};
  // Each "NAME=value". Nothing else is in the environment but TZ=UTC and LC_ALL=C.UTF-8, which
  // may be given here too.
  std::vector<std::string> environment{};
  std::string standard_input{};
  // A file that standard input is instead.
  std::filesystem::path input_from{};
  // Where standard output goes instead of ProgramResult::output.
  std::filesystem::path output_to{};
  bool output_reader_gone = false;  // standard output is a pipe that nobody reads
  // Without any capability, so that even root may do no more than another user.
  bool unprivileged = false;
  std::filesystem::path directory = FLOWSNOOP_SOURCE_DIR;  // where it runs
};

// Runs the program until it ends, or kills it after kProgramTimeout_s and says so in `error`.
ProgramResult run_program(const ProgramInput& input);

inline constexpr int kProgramTimeout_s = 60;

// A directory of its own that goes when the object does.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace flowsnoop::test
