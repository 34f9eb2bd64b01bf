#include "cli/sources.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "capture/inputs.h"
#include "cli/message.h"

namespace flowsnoop {
namespace {

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat status_a {};
  struct stat status_b {};
  return ::stat(a.c_str(), &status_a) == 0 && ::stat(b.c_str(), &status_b) == 0 &&
         S_ISREG(status_a.st_mode) && status_a.st_dev == status_b.st_dev &&
         status_a.st_ino == status_b.st_ino;
}

// Writing empties a file: it must not be one that is read.
void refuse_to_overwrite(std::span<const std::string> files, const Config& config) {
  for (const std::string& written : {config.output_path, config.write_path}) {
    for (const std::string& read : files) {
      if (!written.empty() && is_same_file(written, read)) {
        throw UsageError(fmt::format("'{}' is read and written at once: name another file", read));
      }
    }
  }
}

bool is_in_directory(const std::string& path, const std::string& directory) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  return std::filesystem::is_directory(directory, error) &&
         std::filesystem::equivalent(parent.empty() ? "." : parent, directory, error);
}

}  // namespace

bool is_input(const std::string& path, std::span<const std::string> savefiles) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  return std::ranges::any_of(savefiles, [&](const std::string& input) {
    return is_same_file(path, input) || is_in_directory(path, input);
  });
}

OpenedSource open_source(const Config& config) {
  if (config.is_live()) {
    auto interfaces = open_live({.interfaces = config.interfaces,
                                 .filter = config.filter,
                                 .snaplen = config.live.snaplen,
                                 .promiscuous = config.live.promiscuous,
                                 .buffer_size = static_cast<int>(config.live.buffer_size),
                                 .time_stamp_type = config.live.time_stamp_type});
    return {queue_packets(std::move(interfaces), config.memory_for_queue())};
  }
  Inputs inputs = open_inputs(config.savefiles,
                              config.merge ? InputOrder::kByTime : InputOrder::kByFirstPacket);
  refuse_to_overwrite(inputs.files, config);
  for (const std::string& skipped : inputs.skipped) {
    tell("skipped: " + skipped);
  }
  return {std::move(inputs.source), !inputs.has_unreadable};
}

}  // namespace flowsnoop
