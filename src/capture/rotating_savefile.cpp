#include "capture/rotating_savefile.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace flowsnoop {
namespace {

constexpr std::size_t kMaxNamesRemembered = 4096;

// Whether there is nothing of that name, or a plain file.
bool may_be_replaced(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

// A run that cannot save is to fail when it starts, not with the first packet.
void check_directory_of(const std::string& path) {
  std::string directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) directory = ".";
  if (directory.find('%') != std::string::npos) return;  // its name depends on the time
  if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    throw CaptureError(
        fmt::format("{}: cannot create files there: {}", directory, std::strerror(errno)));
  }
}

}  // namespace

RotatingSavefile::RotatingSavefile(std::string path, const Rotation& rotation, NameTest must_stay)
    : path_(std::move(path)), rotation_(rotation), must_stay_(std::move(must_stay)) {
  if (rotation_.is_on()) check_directory_of(path_);
  if (rotation_.period_ns == 0) begin_file(0);
}

RotatingSavefile::~RotatingSavefile() {
  try {
    close();
  } catch (const CaptureError&) {
    // Whoever wants to know has called close().
  }
}

void RotatingSavefile::write(std::span<const Packet> packets, std::span<const Interface> interfaces,
                             std::span<const HostName> names) {
  if (rotation_.is_on()) {
    for (const Packet& packet : packets) write_packet(packet, interfaces, names);
    if (file_) file_->write_host_names(names);
    return;
  }
  file_->write_host_names(names);
  file_->write(packets, interfaces);
}

void RotatingSavefile::write_packet(const Packet& packet, std::span<const Interface> interfaces,
                                    std::span<const HostName> names) {
  advance_clock(packet.timestamp_ns);
  if (is_complete()) return;
  if (holds_packet_ && rotation_.size > 0 && file_->size() > rotation_.size) {
    end_file();
    ++number_;
    if (rotation_.is_ring()) number_ %= rotation_.files;
  }
  if (!period_start_ns_) period_start_ns_ = packet.timestamp_ns;
  if (!file_) begin_file(*period_start_ns_);
  file_->write_host_names(names);
  file_->write({&packet, 1}, interfaces);
  holds_packet_ = true;
}

void RotatingSavefile::advance_clock(std::int64_t now_ns) {
  if (!period_is_over(now_ns)) return;
  end_file();
  period_start_ns_.reset();
  number_ = 0;
  ++periods_;
}

// A clock that is set back by as much as a period ends it too.
bool RotatingSavefile::period_is_over(std::int64_t now_ns) const {
  if (rotation_.period_ns == 0 || !period_start_ns_) return false;
  return now_ns - *period_start_ns_ >= rotation_.period_ns ||
         *period_start_ns_ - now_ns >= rotation_.period_ns;
}

bool RotatingSavefile::is_complete() const {
  return rotation_.size == 0 && rotation_.files > 0 && periods_ >= rotation_.files;
}

void RotatingSavefile::begin_file(std::int64_t time_ns) {
  const auto name = savefile_name(path_, rotation_, time_ns, number_);
  if (!name) throw CaptureError(fmt::format("{}: makes no file name", path_));
  if (must_stay_ && must_stay_(*name)) {
    throw CaptureError(fmt::format("{}: is read, and would be replaced", *name));
  }
  name_ = *name;
  is_renamed_ = rotation_.is_on() && may_be_replaced(name_);
  if (!is_renamed_) {
    file_.emplace(name_);
    return;
  }
  const std::string part = name_ + kPartSuffix;
  ::unlink(part.c_str());  // of a run that was killed
  file_.emplace(part, SavefileStart::kNew);
}

void RotatingSavefile::end_file() {
  if (!file_) return;
  holds_packet_ = false;
  try {
    file_->sync();
    file_->close();
  } catch (const CaptureError&) {
    // What it holds is whole, and worth its name.
    file_.reset();
    if (is_renamed_) (void)std::rename((name_ + kPartSuffix).c_str(), name_.c_str());
    throw;
  }
  file_.reset();
  if (is_renamed_ && std::rename((name_ + kPartSuffix).c_str(), name_.c_str()) != 0) {
    throw CaptureError(
        fmt::format("{}{}: cannot be renamed: {}", name_, kPartSuffix, std::strerror(errno)));
  }
  if (!is_renamed_) return;
  if (names_used_.size() == kMaxNamesRemembered) names_used_.clear();
  if (!names_used_.insert(name_).second && !rotation_.is_ring()) ++replaced_;
}

void RotatingSavefile::flush() {
  if (file_) file_->flush();
}

void RotatingSavefile::reopen() {
  if (rotation_.is_on() || !file_ || !file_->is_regular_file()) return;
  end_file();
  file_.emplace(path_, SavefileStart::kAppend);
}

void RotatingSavefile::close() {
  end_file();
}

}  // namespace flowsnoop
