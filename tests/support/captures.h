// The captures of the project, those of a collection that may lie beside it, and names for tests
// over them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include "test_paths.h"

namespace flowsnoop::test {

inline const std::filesystem::path kSampleCaptures = FLOWSNOOP_SOURCE_DIR "/captures";
inline const std::filesystem::path kRealCaptures = FLOWSNOOP_SOURCE_DIR "/../shared/real";

enum class Compressed { kLeftOut, kToo };

// The captures below a directory, by name.
inline std::vector<std::filesystem::path> captures_below(
    const std::filesystem::path& directory, Compressed compressed = Compressed::kLeftOut) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    const bool is_plain = name.ends_with(".pcap") || name.ends_with(".pcapng");
    const bool is_capture =
        name.find(".pcap") != std::string::npos && name.find(".expected.") == std::string::npos;
    if (compressed == Compressed::kLeftOut ? is_plain : is_capture) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// The file names of the project's captures that have an expected output beside them; those that
// are for reading several at once are in directories of their own.
inline std::vector<std::string> sample_captures(Compressed compressed = Compressed::kLeftOut) {
  std::vector<std::string> names;
  for (const auto& path : captures_below(kSampleCaptures, compressed)) {
    if (path.parent_path() == kSampleCaptures) names.push_back(path.filename().string());
  }
  return names;
}

// Letters and digits only, as GoogleTest wants a test's name.
inline std::string test_name(const testing::TestParamInfo<std::string>& capture) {
  std::string name = capture.param;
  const auto is_sign = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; };
  std::replace_if(name.begin(), name.end(), is_sign, '_');
  return name;
}

}  // namespace flowsnoop::test
