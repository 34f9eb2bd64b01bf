// Opens what a Config says packets come from.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "cli/options.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

struct OpenedSource {
  std::unique_ptr<PacketSource> source;
  bool is_complete = true;  // false: something in a directory may not be read
};

// Says on standard error which files of directories are no captures. Throws CaptureError, and
// UsageError where a file is to be read and written at once, or written twice.
OpenedSource open_source(const Config& config);

// Whether `path` names one of `savefiles`, where "-" is standard input, or something in one that is
// a directory.
bool is_input(const std::string& path, std::span<const std::string> savefiles);

}  // namespace flowsnoop
