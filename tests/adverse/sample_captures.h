// The captures of the project, and those of a collection that may lie beside it.
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include "capture/capture_support.h"
#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {

inline const std::filesystem::path kSampleCaptures = FLOWSNOOP_SOURCE_DIR "/captures";
inline const std::filesystem::path kRealCaptures = FLOWSNOOP_SOURCE_DIR "/../shared/real";

// By name. Compressed ones are what decompressors are tested with, and are not among them.
inline std::vector<std::string> sample_captures() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kSampleCaptures)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".pcap") || name.ends_with(".pcapng")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline Bytes bytes_of(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  return {text.begin(), text.end()};
}

// Letters and digits only, as GoogleTest wants a test's name.
inline std::string test_name(const testing::TestParamInfo<std::string>& capture) {
  std::string name = capture.param;
  const auto is_sign = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; };
  std::replace_if(name.begin(), name.end(), is_sign, '_');
  return name;
}

}  // namespace flowsnoop::test
