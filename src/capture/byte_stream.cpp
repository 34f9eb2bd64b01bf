#include "capture/byte_stream.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace flowsnoop {
namespace {

// How often a read that waits for a pipe looks whether it was interrupted.
constexpr int kInterruptCheck_ms = 100;

}  // namespace

FileStream::FileStream(int descriptor) : descriptor_(descriptor) {
  struct stat status {};
  if (fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) {
    may_block_ = false;
    const off_t start = lseek(descriptor_, 0, SEEK_CUR);
    if (start >= 0 && status.st_size > start) {
      total_bytes_ = static_cast<std::uint64_t>(status.st_size - start);
    }
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
}

FileStream::~FileStream() {
  if (descriptor_ != STDIN_FILENO) close(descriptor_);
}

// Returns false when interrupted. A signal alone would not do: it may arrive on another thread, or
// just before the read.
bool FileStream::wait_for_data() {
  while (!interrupted_.load(std::memory_order_relaxed)) {
    if (!may_block_) return true;
    pollfd waiting{descriptor_, POLLIN, 0};
    if (poll(&waiting, 1, kInterruptCheck_ms) > 0) return true;
  }
  return false;
}

StreamRead FileStream::read(std::span<std::uint8_t> out) {
  for (;;) {
    if (!wait_for_data()) return {StreamStatus::kInterrupted};
    const ssize_t size = ::read(descriptor_, out.data(), out.size());
    if (size > 0) return {StreamStatus::kData, static_cast<std::size_t>(size)};
    if (size == 0) return {StreamStatus::kEnd};
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      may_block_ = true;
    } else if (errno != EINTR) {
      error_ = errno;
      return {StreamStatus::kError};
    }
  }
}

std::string FileStream::error() const {
  return std::strerror(error_);
}

std::unique_ptr<ByteStream> open_file_stream(const std::string& path) {
  if (path == "-") {
    if (isatty(STDIN_FILENO) != 0) {
      throw CaptureError("standard input is a terminal, not a capture: pipe one into it");
    }
    return std::make_unique<FileStream>(STDIN_FILENO);
  }
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw CaptureError(fmt::format("{}: {}", path, std::strerror(errno)));
  auto stream = std::make_unique<FileStream>(descriptor);
  struct stat status {};
  if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    throw CaptureError(fmt::format("{}: is a directory, not a capture", path));
  }
  return stream;
}

}  // namespace flowsnoop
