// What is read of captures here.
#pragma once

#include "capture/capture_support.h"
#include "support/captures.h"
#include "support/program.h"

namespace flowsnoop::test {

inline Bytes bytes_of(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  return {text.begin(), text.end()};
}

}  // namespace flowsnoop::test
