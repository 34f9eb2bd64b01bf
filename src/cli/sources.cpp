#include "cli/sources.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "capture/inputs.h"
#include "cli/message.h"

namespace flowsnoop {
namespace {

bool is_same_file(const struct stat& a, const struct stat& b) {
  return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Whether `path` is the file that `read` names, which may be standard input.
bool is_read(const std::string& path, const std::string& read) {
  struct stat status {};
  struct stat status_read {};
  if (::stat(path.c_str(), &status) != 0) return false;
  const bool is_known = read == "-" ? ::fstat(STDIN_FILENO, &status_read) == 0
                                    : ::stat(read.c_str(), &status_read) == 0;
  return is_known && is_same_file(status, status_read);
}

// Writing empties a file: it must not be one that is read.
void refuse_to_overwrite(std::span<const std::string> files, const Config& config) {
  for (const std::string& written : {config.output_path, config.write_path}) {
    for (const std::string& read : files) {
      if (!written.empty() && is_read(written, read)) {
        throw UsageError(
            fmt::format("'{}' is read and written at once: name another file", written));
      }
    }
  }
}

// Whether both name one file, which need not be there yet. What is no file of bytes, such as
// /dev/null, may be named twice.
bool is_one_file(const std::string& a, const std::string& b) {
  if (is_read(a, b)) return true;
  std::error_code error;
  if (std::filesystem::exists(a, error)) return false;
  const auto whole_a =
      std::filesystem::weakly_canonical(std::filesystem::absolute(a, error), error);
  const auto whole_b =
      std::filesystem::weakly_canonical(std::filesystem::absolute(b, error), error);
  return !error && whole_a == whole_b;
}

void refuse_one_file_for_both(const Config& config) {
  if (config.output_path.empty() || config.write_path.empty()) return;
  if (!is_one_file(config.output_path, config.write_path)) return;
  throw UsageError(fmt::format("'{}' is given to both -o and -w: name another file for one of them",
                               config.write_path));
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
    return is_read(path, input) || is_in_directory(path, input);
  });
}

OpenedSource open_source(const Config& config) {
  refuse_one_file_for_both(config);
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
