#include "capture/inputs.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "capture/input_file.h"

namespace flowsnoop {
namespace {

namespace fs = std::filesystem;

struct Input {
  std::string path;
  std::unique_ptr<InputFile> file;
};

bool is_directory(const std::string& path) {
  std::error_code error;
  return path != "-" && fs::is_directory(path, error);
}

// The paths of what is in a directory, by name.
std::vector<std::string> list_directory(const std::string& path) {
  std::vector<std::string> entries;
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    entries.push_back(at->path().string());
  }
  if (error) throw CaptureError(fmt::format("{}: {}", path, error.message()));
  std::ranges::sort(entries);
  return entries;
}

// Opening a pipe that nobody writes to would wait for ever.
void refuse_unless_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    throw CaptureError(
        fmt::format("{}: a directory in a directory is read only where it is named", path));
  }
  if (!error && !fs::is_regular_file(status)) {
    throw CaptureError(fmt::format("{}: is no file", path));
  }
}

// Whether the system lets the program read it.
bool may_read(const std::string& path) {
  return ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0;
}

void add_directory(const std::string& path, std::vector<Input>& inputs, Inputs& result) {
  const std::size_t before = inputs.size();
  for (const std::string& entry : list_directory(path)) {
    try {
      refuse_unless_file(entry);
      auto file = std::make_unique<InputFile>(entry);
      inputs.push_back({entry, std::move(file)});
    } catch (const CaptureError& error) {
      result.skipped.emplace_back(error.what());
      result.has_unreadable |= !may_read(entry);
    }
  }
  if (inputs.size() == before) {
    throw CaptureError(fmt::format("{}: a directory without a capture in it", path));
  }
}

}  // namespace

Inputs open_inputs(std::span<const std::string> paths, InputOrder order) {
  Inputs result;
  if (paths.size() == 1 && !is_directory(paths[0])) {
    result.files.push_back(paths[0]);
    result.source = open_savefile(paths[0]);
    return result;
  }
  std::vector<Input> inputs;
  for (const std::string& path : paths) {
    if (is_directory(path)) {
      add_directory(path, inputs, result);
    } else {
      inputs.push_back({path, std::make_unique<InputFile>(path)});
    }
  }
  std::ranges::stable_sort(inputs, {}, [](const Input& input) {
    return input.file->first_time_ns().value_or(std::numeric_limits<std::int64_t>::min());
  });
  std::vector<std::unique_ptr<PacketSource>> sources;
  for (Input& input : inputs) {
    result.files.push_back(std::move(input.path));
    sources.push_back(std::move(input.file));
  }
  result.source = order == InputOrder::kByTime ? merge_by_time(std::move(sources))
                                               : concatenate(std::move(sources));
  return result;
}

}  // namespace flowsnoop
