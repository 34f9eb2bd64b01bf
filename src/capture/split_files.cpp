#include "capture/split_files.h"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace flowsnoop {
namespace {

// Of each open file.
constexpr std::size_t kBufferSize = 8 * 1024;

}  // namespace

void make_empty_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directory(path, error);
  const bool is_empty = !error && std::filesystem::is_empty(path, error);
  if (error) throw CaptureError(fmt::format("{}: {}", path, error.message()));
  if (!is_empty) {
    throw CaptureError(fmt::format("{}: is not empty: name a directory for these files", path));
  }
}

SplitFiles::OpenFile::OpenFile(std::string the_name, const std::string& path)
    : name(std::move(the_name)), writer(path, SavefileStart::kAppend, kBufferSize) {}

SplitFiles::SplitFiles(std::string directory, std::size_t most_open)
    : directory_(std::move(directory)), most_open_(most_open) {}

void SplitFiles::write(const std::string& name, const Packet& packet, const Interface& interface) {
  open(name).write(packet, interface);
}

SavefileWriter& SplitFiles::open(const std::string& name) {
  const auto found = places_.find(name);
  if (found != places_.end()) {
    open_.splice(open_.begin(), open_, found->second);
    return found->second->writer;
  }
  if (open_.size() >= most_open_) close_oldest();
  open_.emplace_front(name, fmt::format("{}/{}{}", directory_, name, kSavefileSuffix));
  places_.emplace(name, open_.begin());
  if (open_.front().writer.is_new()) ++files_;
  return open_.front().writer;
}

void SplitFiles::close_oldest() {
  OpenFile& oldest = open_.back();
  oldest.writer.close();
  places_.erase(oldest.name);
  open_.pop_back();
}

void SplitFiles::flush() {
  for (OpenFile& file : open_) file.writer.flush();
}

void SplitFiles::close() {
  while (!open_.empty()) close_oldest();
}

}  // namespace flowsnoop
